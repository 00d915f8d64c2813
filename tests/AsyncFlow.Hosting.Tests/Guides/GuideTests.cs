namespace AsyncFlow.Hosting.Tests.Guides;

/// <summary>The examples of the guides are the regions of files that this project compiles.</summary>
public sealed class GuideTests
{
    [Theory]
    [InlineData("HostingGuide.cs", "hosting")]
    [InlineData("LifetimeGuide.cs", "lifetime")]
    [InlineData("WebGuide.cs", "web")]
    public void The_examples_of_a_guide_compile(string source, string guide) => GuideExamples.AssertCompiled(guide, GuideExamples.Read(source));
}
