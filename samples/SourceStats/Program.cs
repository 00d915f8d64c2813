using AsyncFlow.CommandLine;
using SourceStats;

return await FlowCommand.RunAsync(new SourceStatsFlow(), args, SourceStatsFlow.Command);
