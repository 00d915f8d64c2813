using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Tasks.Sources;
using AsyncFlow.Interleaving.Hooks;
using Mono.Cecil;

namespace AsyncFlow.Interleaving.Rewriting;

/// <summary>Which hook is called instead of which method.</summary>
internal sealed class HookTable
{
    // In these types, a method without a hook is an error, unless it is listed.
    private static readonly string[] s_complete = [typeof(Interlocked).FullName!, typeof(Volatile).FullName!, typeof(Monitor).FullName!];

    // The event loop's thread waits by them. Schedules do not use it.
    private static readonly string[] s_unhooked = ["Wait", "Pulse", "PulseAll"];

    private readonly Dictionary<(string Type, string Name, int Parameters), List<MethodDefinition>> _hooks = [];

    public HookTable(ModuleDefinition library)
    {
        Add(library, typeof(InterlockedHooks), typeof(Interlocked), extra: 1);
        Add(library, typeof(VolatileHooks), typeof(Volatile), extra: 1);
        Add(library, typeof(MonitorHooks), typeof(Monitor), extra: 1);
        Add(library, typeof(ThreadHooks), typeof(ThreadPool), extra: 1);
        Add(library, typeof(ThreadHooks), typeof(Stopwatch), extra: 1);
        Add(library, typeof(ThreadHooks), typeof(SpinWait), extra: 2);
        Add(library, typeof(CompletionHooks), typeof(ManualResetValueTaskSourceCore<>), extra: 2);
        Add(library, typeof(CompletionHooks), typeof(ConcurrentQueue<>), extra: 2);
        TypeDefinition plain = library.GetType(typeof(PlainHooks).FullName);
        TypeDefinition volatiles = library.GetType(typeof(VolatileHooks).FullName);
        Read = plain.Methods.Single(static method => method.Name == nameof(PlainHooks.Read));
        Write = plain.Methods.Single(static method => method.Name == nameof(PlainHooks.Write));
        ReadVolatile = volatiles.Methods.Single(static method => method.Name == nameof(VolatileHooks.Read));
        WriteVolatile = volatiles.Methods.Single(static method => method.Name == nameof(VolatileHooks.Write));
    }

    public MethodDefinition Read { get; }

    public MethodDefinition Write { get; }

    public MethodDefinition ReadVolatile { get; }

    public MethodDefinition WriteVolatile { get; }

    /// <summary>What is called instead of a method; null if that stays.</summary>
    public MethodReference? Find(MethodReference called, ModuleDefinition module)
    {
        string type = called.DeclaringType.GetElementType().FullName;
        if (!_hooks.TryGetValue((type, called.Name, called.Parameters.Count), out List<MethodDefinition>? hooks))
        {
            return s_complete.Contains(type) && !s_unhooked.Contains(called.Name) ? throw new InvalidOperationException($"There is no hook for {called.FullName}. Add one.") : null;
        }

        // Volatile has an overload for each type, where one generic hook is enough.
        if (type == typeof(Volatile).FullName && called is not GenericInstanceMethod)
        {
            GenericInstanceMethod read = new(module.ImportReference(hooks[0]));
            read.GenericArguments.Add(((ByReferenceType)called.Parameters[0].ParameterType.ElementOf()).ElementType);
            return read;
        }

        Mono.Collections.Generic.Collection<TypeReference>? arguments =
            called is GenericInstanceMethod generic ? generic.GenericArguments : called.DeclaringType is GenericInstanceType declaring ? declaring.GenericArguments : null;
        MethodDefinition hook = hooks.SingleOrDefault(candidate => candidate.GenericParameters.Count == (arguments?.Count ?? 0)
            && (arguments is not null || called.Parameters.Count == 0 || candidate.Parameters[candidate.Parameters.Count - 1 - called.Parameters.Count].ParameterType.FullName == called.Parameters[0].ParameterType.FullName))
            ?? throw new InvalidOperationException($"There is no hook for {called.FullName}. Add one.");
        MethodReference imported = module.ImportReference(hook);
        if (arguments is null)
        {
            return imported;
        }

        GenericInstanceMethod instance = new(imported);
        foreach (TypeReference argument in arguments)
        {
            instance.GenericArguments.Add(argument);
        }

        return instance;
    }

    // A hook has the parameters of what it stands for, the object of an instance method before them, and the site after them.
    private void Add(ModuleDefinition library, Type hooks, Type replaced, int extra)
    {
        foreach (MethodDefinition hook in library.GetType(hooks.FullName).Methods.Where(static method => method.IsPublic))
        {
            (string, string, int) key = (replaced.FullName!, hook.Name, hook.Parameters.Count - extra);
            (_hooks.TryGetValue(key, out List<MethodDefinition>? list) ? list : _hooks[key] = []).Add(hook);
        }
    }
}
