using AsyncFlow.CommandLine;
using Company.FlowBuild1;

return await FlowCommand.RunAsync(new BuildFlow(), args, new() { Description = "Builds, tests and packs." });
