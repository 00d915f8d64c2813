using System.Text;

namespace AsyncFlow.Journal.Tests;

/// <summary>The file: what a crash leaves, damage, files of other runs, and files in use.</summary>
public sealed class FileTests
{
    private readonly Tracker _tracker = new();

    [Fact]
    public async Task A_file_that_was_cut_off_anywhere_gives_the_same_result_and_repeats_only_what_is_cut_off()
    {
        using TempFile file = new();
        await new Nightly(_tracker).ExecuteAsync(3, file.Options);
        byte[] whole = await File.ReadAllBytesAsync(file.Path);
        Assert.Equal(7, whole.Count(static letter => letter == '\n'));
        for (int length = 0; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(file.Path, whole[..length]);
            string[] kept = [.. Encoding.UTF8.GetString(whole, 0, length).Split('\n').SkipLast(1).Skip(1).Select(static line => line.Split('"')[3])];
            _tracker.Clear();
            Assert.Equal(new Summary(3, 60), await new Nightly(_tracker).ExecuteAsync(3, file.Options));
            foreach (string step in (string[])["Load", "Bill/0", "Bill/1", "Bill/2", "Announce", "Sum"])
            {
                string executed = step.StartsWith("Bill/", StringComparison.Ordinal) ? $"Bill{step[5] - '0' + 1}" : step;
                Assert.True(_tracker.Executions(executed) == (kept.Contains(step) ? 0 : 1), $"{executed}, cut off at {length}");
            }

            Assert.Equal(whole.Order(), (await File.ReadAllBytesAsync(file.Path)).Order());
        }
    }

    [Fact]
    public async Task Damage_in_any_line_but_the_last_is_an_error_that_names_the_line()
    {
        using TempFile file = new();
        await new Nightly(_tracker).ExecuteAsync(3, file.Options);
        byte[] whole = await File.ReadAllBytesAsync(file.Path);
        _tracker.Clear();
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 1;
            await File.WriteAllBytesAsync(file.Path, damaged);
            int line = whole[..at].Count(static letter => letter == '\n') + 1;
            if (line == 7 || (line == 6 && whole[at] == '\n'))
            {
                // It is the last line, or part of it now.
                continue;
            }

            InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(async () => await new Nightly(_tracker).ExecuteAsync(3, file.Options));
            Assert.Contains(file.Path, exception.Message, StringComparison.Ordinal);
            Assert.Contains($"line {line}", exception.Message, StringComparison.Ordinal);
            Assert.Equal(damaged, await File.ReadAllBytesAsync(file.Path));
        }

        Assert.Equal("", _tracker.All);
    }

    [Fact]
    public async Task Damage_in_the_last_line_repeats_its_step()
    {
        using TempFile file = new();
        await new Nightly(_tracker).ExecuteAsync(3, file.Options);
        byte[] damaged = await File.ReadAllBytesAsync(file.Path);
        damaged[^5] ^= 1;
        await File.WriteAllBytesAsync(file.Path, damaged);
        _tracker.Clear();
        Assert.Equal(new Summary(3, 60), await new Nightly(_tracker).ExecuteAsync(3, file.Options));
        Assert.Equal("Rate Sum", _tracker.All);
    }

    [Fact]
    public async Task The_journal_of_another_flow_or_of_other_inputs_is_refused()
    {
        using TempFile file = new();
        await new Nightly(_tracker).ExecuteAsync(3, file.Options);
        byte[] content = await File.ReadAllBytesAsync(file.Path);
        _tracker.Clear();
        string flow = (await Assert.ThrowsAsync<InvalidOperationException>(async () => await new Weekly(_tracker).ExecuteAsync(3, file.Options))).Message;
        Assert.Contains("was written for flow 'AsyncFlow.Journal.Tests.Nightly' with inputs", flow, StringComparison.Ordinal);
        Assert.Contains("this is flow 'AsyncFlow.Journal.Tests.Weekly' with inputs", flow, StringComparison.Ordinal);
        string inputs = (await Assert.ThrowsAsync<InvalidOperationException>(async () => await new Nightly(_tracker).RunAsync(4, file.Options))).Message;
        Assert.Contains(file.Path, inputs, StringComparison.Ordinal);
        Assert.Equal("", _tracker.All);
        Assert.Equal(content, await File.ReadAllBytesAsync(file.Path));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{\"journal\":2,\"flow\":\"x\",\"sum\":\"0000000000000000\"}\n")]
    [InlineData("\0\0\0\0\0\0")]
    public async Task A_file_that_is_not_a_journal_is_left_as_it_is(string content)
    {
        using TempFile file = new();
        await File.WriteAllTextAsync(file.Path, content);
        InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(async () => await new Nightly(_tracker).ExecuteAsync(3, file.Options));
        Assert.Contains($"'{file.Path}' is not a journal", exception.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(file.Path));
    }

    [Fact]
    public async Task Two_runs_at_once_cannot_have_one_file()
    {
        using TempFile file = new();
        TaskCompletionSource gate = new();
        TaskCompletionSource started = new();
        _tracker.Running = step =>
        {
            if (step == "Rate")
            {
                started.SetResult();
                gate.Task.Wait();
            }
        };
        Task<Summary> first = Task.Run(async () => await new Nightly(_tracker).ExecuteAsync(3, file.Options));
        await started.Task;
        IOException exception = await Assert.ThrowsAsync<IOException>(async () => await new Nightly(_tracker).ExecuteAsync(3, file.Options));
        Assert.StartsWith($"The journal '{file.Path}' is in use", exception.Message, StringComparison.Ordinal);
        gate.SetResult();
        Assert.Equal(new Summary(3, 60), await first);
        Assert.Equal(new Summary(3, 60), await new Nightly(new Tracker()).ExecuteAsync(3, file.Options));
    }

    [Fact]
    public async Task A_type_that_the_context_does_not_know_is_an_error_before_the_first_step()
    {
        using TempFile file = new();
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await new Unknown(_tracker).RunAsync(file.Options));
        Assert.Contains("the result of step 'Measure' of flow 'Unknown': 'FlowsJson' does not know its type 'System.Decimal'", exception.Message, StringComparison.Ordinal);
        Assert.Equal("", _tracker.All);
        Assert.False(File.Exists(file.Path));
    }

    [Fact]
    public async Task A_flow_that_keeps_nothing_cannot_have_a_journal()
    {
        using TempFile file = new();
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await new Plain(_tracker).ExecuteAsync(file.Options));
        Assert.Contains("no step has [Keep]", exception.Message, StringComparison.Ordinal);
        Assert.Equal("", _tracker.All);
    }

    [Fact]
    public async Task A_directory_that_does_not_exist_is_an_error()
    {
        using TempFile file = new();
        FlowOptions options = new() { Journal = new FileJournal(Path.Combine(file.Path, "none", "run.jsonl"), FlowsJson.Default) };
        await Assert.ThrowsAsync<DirectoryNotFoundException>(async () => await new Nightly(_tracker).ExecuteAsync(3, options));
    }

    [Fact]
    public async Task A_result_of_another_shape_is_an_error_that_says_what_to_do()
    {
        using TempFile file = new();
        await new Conditional(_tracker, isOn: true).ExecuteAsync(file.Options);
        FlowOptions other = new() { Journal = new FileJournal(file.Path, OtherJson.Default) };
        FlowReport report = await new Conditional(_tracker, isOn: true).RunAsync(other);
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        await using (FileStream stream = new(file.Path, FileMode.Create))
        {
            // The first line stays valid; a result is replaced by one that was written for another type.
            stream.Write(Lines.Header(typeof(Conditional).ToString()));
            stream.Write(Lines.Result("Find", "{\"a\":1}"));
        }

        FlowReport failed = await new Conditional(_tracker, isOn: true).RunAsync(file.Options);
        Assert.Contains("raise the Version of the step's [Keep]", failed.Failures.Single().Message, StringComparison.Ordinal);
    }
}
