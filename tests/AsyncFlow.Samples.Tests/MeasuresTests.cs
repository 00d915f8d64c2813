using SourceStats.Files;
using SourceStats.Measures;

namespace AsyncFlow.Samples.Tests;

public sealed class MeasuresTests : IDisposable
{
    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Files_are_found_in_the_order_of_their_paths()
    {
        _tree.Write("b/x.cs", "x");
        _tree.Write("a.cs", "");
        _tree.Write("b/.hidden", "1");
        _tree.Write("obj/x.cs", "x");
        _tree.Write(".git/config", "x");
        Directory.CreateDirectory(_tree["empty"]);

        FileTree found = FileFinder.Find(_tree.Root, all: false, default);
        Assert.Equal(["a.cs", "b/.hidden", "b/x.cs"], found.Files.Select(file => file.Path));
        Assert.Equal([0, 1, 1], found.Files.Select(file => file.Length));
        Assert.Equal(2, found.SkippedFolders);
        Assert.Equal(5, FileFinder.Find(_tree.Root, all: true, default).Files.Count);
    }

    [Fact]
    public void Links_are_not_followed()
    {
        _tree.Write("folder/file.cs", "x");
        File.CreateSymbolicLink(_tree["file-link.cs"], _tree["folder/file.cs"]);
        Directory.CreateSymbolicLink(_tree["folder/circle"], _tree.Root);
        File.CreateSymbolicLink(_tree["dangling"], _tree["nothing"]);

        FileTree found = FileFinder.Find(_tree.Root, all: false, default);
        Assert.Equal(["folder/file.cs"], found.Files.Select(file => file.Path));
        Assert.Equal(3, found.SkippedLinks);
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_told()
    {
        FileTree found = FileFinder.Find(_tree["gone"], all: false, default);
        Assert.Empty(found.Files);
        Assert.Equal(".", Assert.Single(found.Unreadable).Path);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_and_the_others_are_counted()
    {
        _tree.Write("a.cs", "one\ntwo\n");
        FileTree tree = Tree(("a.cs", 8), ("gone.cs", 8));

        Assert.Equal(new LanguageRow("C#", 1, 2, 0, 8), Assert.Single(LanguageTable.Measure(tree, default).Rows));
        UnreadablePath gone = new("gone.cs", "not there any more");
        Assert.Equal(gone, Assert.Single(LanguageTable.Measure(tree, default).Unreadable));
        Assert.Equal(gone, Assert.Single(LongestLines.Measure(tree, 5, default).Unreadable));
        Assert.Equal(gone, Assert.Single(DuplicateFiles.Measure(tree, default).Unreadable));
    }

    [Fact]
    public void An_empty_file_is_not_opened()
    {
        LanguageTable table = LanguageTable.Measure(Tree(("a pipe without a writer.cs", 0)), default);
        Assert.Equal(new LanguageRow("C#", 1, 0, 0, 0), Assert.Single(table.Rows));
        Assert.Empty(table.Unreadable);
    }

    [Fact]
    public void Lines_are_counted_by_language()
    {
        _tree.Write("a.cs", "one\n\n  \nfour\n");
        _tree.Write("b.CS", "five");
        _tree.Write("Dockerfile", "FROM x\n");
        _tree.Write("notes", "x\n");
        _tree.Write("picture.cs", new byte[20]);

        Assert.Equal(
            [
                new LanguageRow("C#", 2, 5, 2, 17),
                new LanguageRow("Dockerfile", 1, 1, 0, 7),
                new LanguageRow(Languages.Other, 1, 1, 0, 2),
                new LanguageRow(Languages.Binary, 1, 0, 0, 20),
            ],
            LanguageTable.Measure(FileFinder.Find(_tree.Root, all: false, default), default).Rows);
    }

    [Fact]
    public void Duplicates_have_the_same_content_not_only_the_same_length()
    {
        _tree.Write("a", "same");
        _tree.Write("b/c", "same");
        _tree.Write("d", "othr");
        _tree.Write("big1", new string('x', 300_000));
        _tree.Write("big2", new string('x', 300_000));
        _tree.Write("empty1", "");
        _tree.Write("empty2", "");

        DuplicateFiles duplicates = DuplicateFiles.Measure(FileFinder.Find(_tree.Root, all: false, default), default);
        Assert.Equal([["big1", "big2"], ["a", "b/c"]], duplicates.Groups.Select(group => group.Paths));
        Assert.Equal([300_000, 4], duplicates.Groups.Select(group => group.WastedBytes));
        Assert.Equal("0967115F2813A3541EAEF77DE9D9D5773F1C0C04314B0BBFE4FF3B3B1C55B5D5", duplicates.Groups[1].Sha256);
    }

    [Fact]
    public void The_longest_lines_are_kept_the_first_of_equals_first()
    {
        _tree.Write("a.cs", "1\n333\n22\n");
        _tree.Write("b.cs", "333\n4444\n\n");
        _tree.Write("c.cs", "333\n");
        FileTree tree = FileFinder.Find(_tree.Root, all: false, default);

        Assert.Equal(
            [new LongLine("b.cs", 2, 4), new LongLine("a.cs", 2, 3), new LongLine("b.cs", 1, 3)],
            LongestLines.Measure(tree, 3, default).Lines);
        Assert.Equal(6, LongestLines.Measure(tree, 100, default).Lines.Count);
        Assert.Empty(LongestLines.Measure(tree, 0, default).Lines);
    }

    [Fact]
    public void The_largest_files_come_first() =>
        Assert.Equal(["b", "a"], LargestFiles.Measure(Tree(("a", 2), ("b", 3), ("c", 2)), 2).Files.Select(file => file.Path));

    private FileTree Tree(params (string Path, long Length)[] files) =>
        new(_tree.Root, [.. files.Select(file => new SourceFile(file.Path, file.Length))], 0, 0, []);
}
