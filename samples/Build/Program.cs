using AsyncFlow.CommandLine;
using Build;

return await FlowCommand.RunAsync(new RepositoryBuild(new Shell()), args, new() { Description = "Builds, tests and packs this repository." });
