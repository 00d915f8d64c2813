using System.Globalization;
using System.Runtime;
using System.Text;
using AsyncFlow.Interleaving.Scheduling;

namespace AsyncFlow.Interleaving;

/// <summary>
/// Runs a subject under every schedule of its threads with a limited number of preemptions (M. Musuvathi, S. Qadeer, "Iterative context bounding for
/// systematic testing of multithreaded programs", 2007). The code under test has been rewritten, so that its synchronized accesses, its locks, its work
/// items and its accesses to fields and arrays call this library.
/// </summary>
/// <remarks>
/// Threads can be exchanged at synchronized accesses to what two threads use, and at plain accesses that race. Which these are is found out by running:
/// when a schedule finds another one, the exploration begins again. As long as no plain access races, nothing that a thread could see is left out
/// (within the number of preemptions). Stores may be delayed as by the store buffers of x86-64.
/// </remarks>
public static class Explorer
{
    // Schedules run without garbage collections, so that objects do not move and addresses stand for them.
    private const long NoCollection = 200_000_000;

    /// <summary>Explores a subject.</summary>
    /// <param name="create">Makes the subject of one schedule.</param>
    /// <param name="options">How far to go; null for the defaults.</param>
    /// <exception cref="ExplorerException">A schedule has failed.</exception>
    public static ExplorerResult Run(Func<Subject> create, ExplorerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        options ??= new ExplorerOptions();
        Sites sites = new();
        Search search = new();
        Carriers carriers = new();
        Stack<Location> unused = [];
        int schedules = 0, threads = 0, points = 0;
        bool isComplete = false;
        while (!isComplete && schedules < options.MaxSchedules)
        {
            long left = Collect();
            int collections = GC.CollectionCount(0);
            do
            {
                Subject subject = create();
                Schedule schedule = new(sites, search, options, carriers, unused);
                schedule.Run(subject.Threads);
                schedules++;
                Check(subject, schedule, search, schedules);
                if (GC.CollectionCount(0) != collections)
                {
                    throw new InvalidOperationException("Memory was collected while a schedule ran, so addresses no longer stand for objects. Make the subject smaller.");
                }

                threads = Math.Max(threads, schedule.Threads);
                points = Math.Max(points, schedule.Trace.Count);
                if (sites.HasGrown)
                {
                    sites.Settle();
                    search.Restart();
                }
                else
                {
                    isComplete = !search.TryNext();
                }
            }
            while (!isComplete && schedules < options.MaxSchedules && GC.GetTotalAllocatedBytes() - left < NoCollection / 2);

            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }

        return new ExplorerResult(schedules, isComplete, threads, points, [.. sites.Races.Select(SiteNames.Of).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>Starts a thread, from a thread of a subject.</summary>
    /// <param name="body">What it does.</param>
    public static void Start(Action body) => Current.Schedule.Start(Current, body);

    /// <summary>Waits until something holds, on a thread of a subject. Other threads of the subject bring it about.</summary>
    /// <param name="until">Whether it holds. Not rewritten code.</param>
    public static void WaitUntil(Func<bool> until) => Current.Schedule.Wait(Current, until);

    private static VirtualThread Current => VirtualThread.Current ?? throw new InvalidOperationException("Only a thread of a subject can call this.");

    private static long Collect()
    {
        GC.Collect();
        if (!GC.TryStartNoGCRegion(NoCollection))
        {
            throw new InvalidOperationException("The memory for a region without garbage collections is not available.");
        }

        return GC.GetTotalAllocatedBytes();
    }

    private static void Check(Subject subject, Schedule schedule, Search search, int number)
    {
        Exception? failure = schedule.Failure;
        if (failure is null)
        {
            try
            {
                subject.Check();
                return;
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }

        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
        }

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Schedule number {number} ({search.Text}) failed: {failure.GetType().Name}: {failure.Message}\n{failure.StackTrace}\nThe accesses at which threads can be exchanged, in order:\n");
        foreach ((int thread, int site) in schedule.Trace.TakeLast(200))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {thread}  {SiteNames.Of(site)}\n");
        }

        throw new ExplorerException(text.ToString(), number, failure);
    }
}
