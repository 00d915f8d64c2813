namespace AsyncFlow.Timing;

/// <summary>
/// A finished run, and the runs within its steps, as one graph of intervals of time. A step that only runs a function is one node. A step
/// with a run within it is two: one from its start to the start of that run, and one from the end of that run to its own. So is the whole
/// run. Times are in ticks since the start of the whole run.
/// </summary>
/// <remarks>
/// Nodes are numbered so that each comes after those that it depends on, and the nodes of what runs within a step are between its two. The
/// arrays are indexed by node. Nothing changes once the graph is built.
/// </remarks>
internal sealed class TimingGraph
{
    /// <summary>When the node's own code began, and when it ended. Nothing in the graph ends after what depends on it has started.</summary>
    public required long[] Start { get; init; }

    /// <inheritdoc cref="Start"/>
    public required long[] End { get; init; }

    /// <summary>When the last of the nodes that the node depends on ended.</summary>
    public required long[] Ready { get; init; }

    /// <summary>How long the node waited for locks, and then for a slot of the concurrency limit.</summary>
    public required long[] LockWait { get; init; }

    /// <inheritdoc cref="LockWait"/>
    public required long[] SlotWait { get; init; }

    /// <summary>The run of the node.</summary>
    public required int[] Run { get; init; }

    /// <summary>The step of the node, as an index of the builder's list; -1 for the two nodes of the whole run.</summary>
    public required int[] Step { get; init; }

    /// <summary>Whether the node needs a slot where concurrency is limited.</summary>
    public required bool[] NeedsSlot { get; init; }

    /// <summary>The place of the node's step in its run, which decides who gets a slot first.</summary>
    public required int[] Place { get; init; }

    /// <summary>The node at whose end the locks are released that this node takes.</summary>
    public required int[] ReleasedBy { get; init; }

    /// <summary>The node that has taken the locks that are released at the end of this one; -1 if a later one releases this node's.</summary>
    public required int[] AcquiredBy { get; init; }

    /// <summary>The stream of whose elements the node is the first for one, or which it asks for one; -1 for none.</summary>
    public required int[] Enters { get; init; }

    /// <summary>The stream of whose elements the node is the last for one; -1 for none.</summary>
    public required int[] Leaves { get; init; }

    /// <summary>The nodes that depend on node <c>i</c> are <c>Successors[SuccessorStart[i] .. SuccessorStart[i + 1]]</c>.</summary>
    public required int[] SuccessorStart { get; init; }

    /// <inheritdoc cref="SuccessorStart"/>
    public required int[] Successors { get; init; }

    /// <summary>The locks that node <c>i</c> takes are <c>Locks[LockStart[i] .. LockStart[i + 1]]</c>, in the order in which it takes them.</summary>
    public required int[] LockStart { get; init; }

    /// <inheritdoc cref="LockStart"/>
    public required int[] Locks { get; init; }

    /// <summary>How long the node waited for each of those locks, while it held the ones before.</summary>
    public required long[] LockWaits { get; init; }

    /// <summary>The locks.</summary>
    public required TimedLock[] AllLocks { get; init; }

    /// <summary>The streams, each after the one that brings its elements.</summary>
    public required TimedStream[] Streams { get; init; }

    /// <summary>The runs: first the whole one, and each after the one around it.</summary>
    public required TimedRun[] Runs { get; init; }

    /// <summary>Whether steps came to their locks only after others that became ready with them had come to a slot.</summary>
    public required bool TakesLocksLate { get; init; }

    /// <summary>How many nodes there are.</summary>
    public int Count => Start.Length;

    /// <summary>When the whole run ended.</summary>
    public long Duration => End[^1];

    /// <summary>Whether the node is the second of a step with a run within it, or of the whole run.</summary>
    public bool IsClosing(int node) => AcquiredBy[node] >= 0 && AcquiredBy[node] != node;

    /// <summary>Whether in a node the source of a stream makes an element.</summary>
    public bool IsPull(int node) => Enters[node] >= 0 && node < Streams[Enters[node]].FirstElement;
}

/// <summary>A run over a stream in a timing graph.</summary>
/// <remarks>The nodes in which its source makes elements are those from <c>FirstPull</c> to before <c>FirstElement</c>, each for one element.</remarks>
/// <param name="Slots">How many elements it works on at the same time.</param>
/// <param name="Buffer">How many may wait.</param>
/// <param name="Writer">The stream whose results are its elements; -1 if they come from a source.</param>
/// <param name="Opening">The node at whose end it begins to take elements.</param>
/// <param name="Giver">The first node of the step that gave the source, or the elements.</param>
/// <param name="FirstPull">The first of those nodes.</param>
/// <param name="FirstElement">The first node after those.</param>
/// <param name="FinalPull">The node in which the source found that there is no further element; -1 for none.</param>
internal readonly record struct TimedStream(int Slots, int Buffer, int Writer, int Opening, int Giver, int FirstPull, int FirstElement, int FinalPull);

/// <summary>A lock of a finished run.</summary>
/// <param name="Name">Its name, as the first step that held it declares it.</param>
/// <param name="Permits">How many steps can hold it at the same time. Of a lock that does not tell, how many did.</param>
internal readonly record struct TimedLock(string Name, int Permits);

/// <summary>A run in a timing graph.</summary>
/// <param name="MaxConcurrency">How many of its steps may run at the same time; 0 for no limit of its own.</param>
/// <param name="Outer">The run around it; -1 for none.</param>
/// <param name="Place">The place of the step around it in that run.</param>
internal readonly record struct TimedRun(int MaxConcurrency, int Outer, int Place);
