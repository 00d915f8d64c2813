using AsyncFlow.CommandLine;
using SourceStats;

return await FlowCommand.RunAsync(new SourceStatsFlow(Console.Out), args, SourceStatsFlow.Command);
