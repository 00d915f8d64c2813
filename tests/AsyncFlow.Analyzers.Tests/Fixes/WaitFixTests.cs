using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Fixes;

/// <summary>The fix of FLOW105.</summary>
public class WaitFixTests
{
    private static string Step(string body) => $$"""
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _l = new();
            private readonly FlowLock _other = new();
            private readonly SemaphoreSlim _s = new(1);
            public int Count { get; private set; }

            [Step, WithLock(nameof(_l), nameof(_s))]
            private async Task Work(CancellationToken ct)
            {
        {{body}}
                await Task.Yield();
            }
        }
        """;

    [Theory]
    [Fixes("FLOW105")]
    [InlineData(
        """
                // Count.
                using (await _l.EnterAsync(ct))
                {
                    Count++; // once
                    // and again
                    Count++;
                }

        """,
        """
                // Count.
                Count++; // once
                // and again
                Count++;

        """)]
    [InlineData(
        """
                using (await _l.EnterAsync(ct))
                {
                    using (await _l.EnterAsync(ct)) // again
                    {
                        Count++;
                    }

                    using (await _other.EnterAsync(ct))
                    using (await _l.EnterAsync(ct))
                    {
                        Count++;
                    }
                }
        """,
        """
                Count++;

                using (await _other.EnterAsync(ct))
                {
                    Count++;
                }
        """)]
    [InlineData(
        """
                using (await _l.EnterAsync(ct))
                {
                    int more = 1;
                    Count += more;
                }
        """,
        """
                {
                    int more = 1;
                    Count += more;
                }
        """)]
    [InlineData(
        """
                if (Count > 0)
                    using (await _l.EnterAsync(ct))
                    {
                        Count++;
                    }
        """,
        """
                if (Count > 0)
                {
                    Count++;
                }
        """)]
    [InlineData(
        """
                using var held = await _l.EnterAsync(ct);
                Count++;
        """,
        """
                Count++;
        """)]
    [InlineData(
        """
                await _s.WaitAsync(ct).ConfigureAwait(false);
                try
                {
                    Count++;
                }
                finally
                {
                    _s.Release();
                }
        """,
        """
                Count++;
        """)]
    [InlineData(
        """
                await _s.WaitAsync(ct);
                try
                {
                    Count++;
                }
                catch (IOException)
                {
                    Count--;
                }
                finally
                {
                    _s.Release();
                }
        """,
        """
                try
                {
                    Count++;
                }
                catch (IOException)
                {
                    Count--;
                }
        """)]
    [InlineData(
        """
                // Wait.
                await _s.WaitAsync(ct);
                Count++;
                // Done.
                _s.Release();
        """,
        """
                // Wait.
                Count++;
                // Done.
        """)]
    public Task Removes_the_wait(string before, string after) => VerifyFix.All("FLOW105", Step(before), Step(after));

    [Theory]
    [InlineData("        if (!await _s.WaitAsync(99, ct)) { return; }")]
    [InlineData("        using var held = await _l.EnterAsync(ct); Console.Write(held);")]
    [InlineData("        await _s.WaitAsync(ct);")]
    public Task Offers_no_fix_if_other_code_depends_on_the_wait(string body) => VerifyFix.Offers("FLOW105", Step(body));
}
