namespace AsyncFlow.Runtime.Tests;

/// <summary>Plans of some of the steps.</summary>
public class SelectTests
{
    // Takes results: Compile -> Test, Compile -> Pack. Waits only: Restore -> Compile, Test -> Pack, Pack -> Publish.
    private static readonly FlowPlan s_plan = ((IFlow)new ScriptedFlow(
        "Build",
        [
            Step.Sync("Clean", static _ => { }),
            Step.Sync("Restore", static _ => { }).Loosely("Clean"),
            Step.Sync("Compile", static _ => { }).Loosely("Restore"),
            Step.Sync("Test", static _ => { }).After("Compile"),
            Step.Sync("Pack", static _ => { }).After("Compile").Loosely("Test"),
            Step.Sync("Publish", static _ => { }).Loosely("Pack").HoldingNamed("feed", static () => null),
        ],
        maxConcurrency: 3)).Plan;

    [Theory]
    [InlineData("Test", null, "Clean Restore Compile Test")]
    [InlineData("Test Pack", null, "Clean Restore Compile Test Pack")]
    [InlineData("Restore Restore", null, "Clean Restore")]
    [InlineData("", null, "")]
    [InlineData(null, "", "Clean Restore Compile Test Pack Publish")]
    [InlineData(null, "Clean", "Restore Compile Test Pack Publish")]
    [InlineData(null, "Compile", "Clean Restore Publish")]
    [InlineData("Test", "Clean Restore", "Compile Test")]
    [InlineData("Pack", "Test", "Clean Restore Compile Pack")]
    [InlineData("Test", "Restore", "Compile Test")]
    [InlineData("Publish", "Pack", "Publish")]
    public void Targets_need_what_they_wait_for_and_skipped_steps_need_nothing(string? targets, string? skip, string expected) =>
        Assert.Equal(expected, string.Join(' ', s_plan.Select(Split(targets), Split(skip)).Steps));

    [Fact]
    public void A_step_waits_for_what_was_before_a_skipped_one()
    {
        FlowPlan selected = s_plan.Select(targets: ["Publish"], skip: ["Restore", "Test"]);
        Assert.Equal(
            """
            Build: 3 steps in 3 waves
              1: Compile
              2: Pack after Compile
              3: Publish after Pack with feed

            """,
            selected.ToString());
        Assert.Equal("Clean", Assert.Single(s_plan.Select(skip: ["Restore"]).Steps[1].Upstream).Name);
        Assert.Equal(3, selected.MaxConcurrency);
        Assert.Contains("s0[\"Compile\"]", selected.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("s1 --> s2", selected.ToMermaid(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_selection_can_be_selected_from()
    {
        FlowPlan selected = s_plan.Select(skip: ["Restore"]).Select(targets: ["Test"]);
        Assert.Equal(["Clean", "Compile", "Test"], selected.Steps.Select(static step => step.Name));
    }

    [Fact]
    public void The_selection_of_every_step_is_the_plan_itself()
    {
        Assert.Same(s_plan, s_plan.Select());
        Assert.Same(s_plan, s_plan.Select(targets: ["Publish"]));
    }

    [Theory]
    [InlineData("Tset", null, "Flow 'Build' has no step 'Tset'. Did you mean 'Test'? (Parameter 'targets')")]
    [InlineData("test", null, "Flow 'Build' has no step 'test'. Did you mean 'Test'? (Parameter 'targets')")]
    [InlineData(null, "Deploy", "Flow 'Build' has no step 'Deploy'. It has Clean, Restore, Compile, Test, Pack, Publish. (Parameter 'skip')")]
    [InlineData("Test", "Test", "Step 'Test' of flow 'Build' is both a target and to be skipped. Remove it from one of the lists. (Parameter 'targets')")]
    [InlineData("Clean Pack", "Compile", "Target 'Pack' of flow 'Build' cannot run: it takes the result of 'Compile', which is to be skipped. Do not skip 'Compile', or choose other targets. (Parameter 'targets')")]
    public void Wrong_names_are_errors_that_say_what_to_do(string? targets, string? skip, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => s_plan.Select(Split(targets), Split(skip))).Message);

    [Fact]
    public void A_target_that_lacks_a_result_indirectly_names_the_whole_way()
    {
        FlowPlan plan = ((IFlow)new ScriptedFlow(Step.Sync("a", static _ => { }), Step.Sync("b", static _ => { }).After("a"), Step.Sync("c", static _ => { }).After("b"))).Plan;
        Assert.StartsWith(
            "Target 'c' of flow 'Scripted' cannot run: it takes the result of 'b', which takes the result of 'a', which is to be skipped. Do not skip 'a',",
            Assert.Throws<ArgumentException>(() => plan.Select(["c"], ["a"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_name_is_an_error() => Assert.Throws<ArgumentException>(static () => s_plan.Select(targets: [null!]));

    private static string[]? Split(string? names) => names?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
