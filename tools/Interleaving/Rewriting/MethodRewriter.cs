using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace AsyncFlow.Interleaving.Rewriting;

/// <summary>Rewrites the body of one method.</summary>
/// <param name="method">The method.</param>
/// <param name="hooks">What is called.</param>
/// <param name="sites">Receives the description of each site; its number is its place.</param>
internal sealed class MethodRewriter(MethodDefinition method, HookTable hooks, List<string> sites)
{
    private readonly ILProcessor _il = method.Body.GetILProcessor();

    private ModuleDefinition Module => method.Module;

    public void Rewrite()
    {
        method.Body.SimplifyMacros();
        foreach (Instruction instruction in method.Body.Instructions.ToArray())
        {
            switch (instruction.OpCode.Code)
            {
                case Code.Call or Code.Callvirt:
                    RewriteCall(instruction, (MethodReference)instruction.Operand);
                    break;
                case Code.Ldfld or Code.Stfld or Code.Ldsfld or Code.Stsfld when IsShared(instruction, (FieldReference)instruction.Operand):
                    RewriteField(instruction, (FieldReference)instruction.Operand);
                    break;
                case Code.Ldind_I4:
                    RewriteIndirect(instruction, "load", hooks.Read);
                    break;
                case Code.Stind_I4:
                    RewriteIndirect(instruction, "store", hooks.Write);
                    break;
                default:
                    RewriteElement(instruction);
                    break;
            }
        }

        method.Body.OptimizeMacros();
    }

    private void RewriteCall(Instruction instruction, MethodReference called)
    {
        if (hooks.Find(called, Module) is { } hook)
        {
            // In place, since other instructions may jump here.
            int site = NewSite($"{called.DeclaringType.Name.Split('`')[0]}.{called.Name}");
            instruction.OpCode = OpCodes.Ldc_I4;
            instruction.Operand = site;
            _il.InsertAfter(instruction, _il.Create(OpCodes.Call, hook));
        }
    }

    // Fields of an object under construction belong to its maker, and of others those that never change matter to no thread.
    private bool IsShared(Instruction instruction, FieldReference field)
    {
        FieldDefinition? definition = field.Resolve();
        if (definition is null || definition.IsInitOnly || definition.Module != Module || method.IsConstructor || definition.DeclaringType.Name.StartsWith('<')
            || definition.DeclaringType.CustomAttributes.Any(static attribute => attribute.AttributeType.Name == "IsByRefLikeAttribute"))
        {
            return false;
        }

        // The address of a value on the evaluation stack cannot be taken, and no other thread sees it.
        return !definition.DeclaringType.IsValueType || definition.IsStatic
            || (instruction.OpCode.Code == Code.Ldfld
                ? LoadsAddress(instruction.Previous)
                : method.HasThis && method.DeclaringType == definition.DeclaringType);
    }

    private bool LoadsAddress(Instruction? before) => before?.OpCode.Code switch
    {
        Code.Ldflda or Code.Ldsflda or Code.Ldelema => true,
        Code.Ldarg => ((ParameterDefinition)before.Operand).Index < 0 ? method.DeclaringType.IsValueType : ((ParameterDefinition)before.Operand).ParameterType.IsByReference,
        Code.Ldloc => ((VariableDefinition)before.Operand).VariableType.IsByReference,
        _ => false,
    };

    private void RewriteField(Instruction instruction, FieldReference field)
    {
        bool isStatic = instruction.OpCode.Code is Code.Ldsfld or Code.Stsfld, isVolatile = instruction.Previous?.OpCode.Code == Code.Volatile;
        bool isStore = instruction.OpCode.Code is Code.Stfld or Code.Stsfld;
        OpCode address = isStatic ? OpCodes.Ldsflda : OpCodes.Ldflda;
        TypeReference type = field.TypeOf();
        int site = NewSite($"{(isStore ? "store" : "load")} of {field.Name}");
        if (isVolatile)
        {
            instruction.Previous!.OpCode = OpCodes.Nop;
        }

        Instruction call = _il.Create(OpCodes.Call, Instance((isStore, isVolatile) switch
        {
            (false, false) => hooks.Read,
            (true, false) => hooks.Write,
            (false, true) => hooks.ReadVolatile,
            (true, true) => hooks.WriteVolatile,
        }, type));
        if (!isStore)
        {
            instruction.OpCode = address;
            InsertAfter(instruction, _il.Create(OpCodes.Ldc_I4, site), call);
            return;
        }

        VariableDefinition value = Variable(type);
        instruction.OpCode = OpCodes.Stloc;
        instruction.Operand = value;
        InsertAfter(instruction, _il.Create(address, field), _il.Create(OpCodes.Ldloc, value), _il.Create(OpCodes.Ldc_I4, site), call);
    }

    // By a reference to a field or an element, as in 'count--'.
    private void RewriteIndirect(Instruction instruction, string what, MethodDefinition hook)
    {
        if (!method.IsConstructor)
        {
            instruction.OpCode = OpCodes.Ldc_I4;
            instruction.Operand = NewSite($"{what} by reference");
            InsertAfter(instruction, _il.Create(OpCodes.Call, Instance(hook, Module.TypeSystem.Int32)));
        }
    }

    private void RewriteElement(Instruction instruction)
    {
        (TypeReference? type, bool isStore) = instruction.OpCode.Code switch
        {
            Code.Ldelem_I4 => (Module.TypeSystem.Int32, false),
            Code.Stelem_I4 => (Module.TypeSystem.Int32, true),
            Code.Ldelem_U1 => (Module.TypeSystem.Byte, false),
            Code.Stelem_I1 => (Module.TypeSystem.Byte, true),
            Code.Ldelem_Any => ((TypeReference)instruction.Operand, false),
            Code.Stelem_Any => ((TypeReference)instruction.Operand, true),
            _ => (null, false),
        };
        if (type is null || method.IsConstructor)
        {
            return;
        }

        int site = NewSite(isStore ? "store of an element" : "load of an element");
        Instruction call = _il.Create(OpCodes.Call, Instance(isStore ? hooks.Write : hooks.Read, type));
        if (!isStore)
        {
            // Both are on the stack in the order in which the address takes them.
            instruction.OpCode = OpCodes.Ldelema;
            instruction.Operand = type;
            InsertAfter(instruction, _il.Create(OpCodes.Ldc_I4, site), call);
            return;
        }

        VariableDefinition value = Variable(type);
        instruction.OpCode = OpCodes.Stloc;
        instruction.Operand = value;
        InsertAfter(instruction, _il.Create(OpCodes.Ldelema, type), _il.Create(OpCodes.Ldloc, value), _il.Create(OpCodes.Ldc_I4, site), call);
    }

    private void InsertAfter(Instruction instruction, params Instruction[] others)
    {
        foreach (Instruction other in others)
        {
            _il.InsertAfter(instruction, other);
            instruction = other;
        }
    }

    private GenericInstanceMethod Instance(MethodDefinition hook, TypeReference type)
    {
        GenericInstanceMethod instance = new(Module.ImportReference(hook));
        instance.GenericArguments.Add(type);
        return instance;
    }

    private VariableDefinition Variable(TypeReference type)
    {
        VariableDefinition variable = new(type);
        method.Body.Variables.Add(variable);
        method.Body.InitLocals = true;
        return variable;
    }

    private int NewSite(string what)
    {
        sites.Add($"{method.DeclaringType.FullName["AsyncFlow.".Length..].Replace('/', '.')}.{method.Name}: {what}");
        return sites.Count - 1;
    }
}
