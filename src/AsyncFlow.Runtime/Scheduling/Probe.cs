namespace AsyncFlow.Scheduling;

/// <summary>The moments of the ready stack's protocol at which another thread's interference could matter.</summary>
internal enum ProbePoint
{
    BeforePush,
    AfterPush,
    BeforeTest,
    AfterTest,
    BeforeClear,
    AfterClear,
    BeforePop,
    AfterPop,
}

/// <summary>
/// Called at each such moment. The product uses <see cref="NoProbe"/>, which the compiler removes; tests plant delays.
/// </summary>
internal interface IProbe
{
    static abstract void At(ProbePoint point);
}

/// <summary>Does nothing.</summary>
internal readonly struct NoProbe : IProbe
{
    public static void At(ProbePoint point) { }
}
