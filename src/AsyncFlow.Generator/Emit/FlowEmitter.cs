using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Stub.</summary>
internal static class FlowEmitter
{
    public static string Emit(FlowModel flow) => "";
}
