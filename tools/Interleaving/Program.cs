using AsyncFlow.Interleaving.Rewriting;

if (args.Length != 1 || !File.Exists(args[0]))
{
    Console.Error.WriteLine("Usage: AsyncFlow.Interleaving <assembly>. Rewrites the assembly in its place.");
    return 2;
}

int sites = AssemblyRewriter.Rewrite(args[0]);
Console.WriteLine(sites == 0 ? $"{args[0]} has been rewritten before." : $"{args[0]}: {sites} sites.");
return 0;
