using System.Text;
using AsyncFlow.Durable.Dashboard.Pages;
using AsyncFlow.Durable.Engine;
using AsyncFlow.Insight;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Durable.Dashboard.Endpoints;

/// <summary>Answers the requests of the dashboard.</summary>
internal static class DashboardEndpoints
{
    // Nothing is loaded from elsewhere, and no script runs but that of the dashboard, whatever names and messages contain.
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

    public static async Task ListAsync(HttpContext context)
    {
        (IFlowClient client, FlowRegistry flows) = ServicesOf(context);
        RunQuery query = RunQuery.Of(context.Request.Query);
        (IReadOnlyList<FlowRunInfo> runs, bool hasMore) = await query.ListAsync(client, context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, ListPage.Of(Links.Of(context.Request, ""), query, runs, hasMore, flows.All.Select(static flow => flow.Name)).ToString(), Policy).ConfigureAwait(false);
    }

    public static async Task RunAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is { } run)
        {
            RunPage page = await ReadAsync(context, run).ConfigureAwait(false);
            await WriteAsync(context, page.Write(Links.Of(context.Request, "/run")).ToString(), Policy).ConfigureAwait(false);
        }
    }

    public static async Task ReportAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } run)
        {
            return;
        }

        RunPage page = await ReadAsync(context, run).ConfigureAwait(false);
        if (page is not { HasEnded: true, Plan: { } plan })
        {
            await RefuseAsync(context, StatusCodes.Status409Conflict, "The run has not ended, or was started by another version of its flow.").ConfigureAwait(false);
            return;
        }

        // The page has a policy of its own.
        await WriteAsync(context, StoredReport.Of(page.Run, page.Steps, plan).ToHtml(), policy: null).ConfigureAwait(false);
    }

    public static Task RetryAsync(HttpContext context) => ActAsync(context, "/run/retry", static (run, cancellationToken) => run.RetryAsync(cancellationToken));

    public static Task CancelAsync(HttpContext context) => ActAsync(context, "/run/cancel", static (run, cancellationToken) => run.CancelAsync(cancellationToken));

    /// <summary>A file of the page.</summary>
    public static RequestDelegate Asset(string name, string type)
    {
        using Stream stream = typeof(DashboardEndpoints).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"'{name}' is not in the assembly.");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return context =>
        {
            context.Response.ContentType = type;
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
        };
    }

    private static async Task ActAsync(HttpContext context, string page, Func<FlowHandle, CancellationToken, ValueTask> act)
    {
        if (!SameOrigin.Allows(context.Request))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "The request comes from another site.").ConfigureAwait(false);
            return;
        }

        if (await FindAsync(context).ConfigureAwait(false) is not { } run)
        {
            return;
        }

        try
        {
            await act(run, context.RequestAborted).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            // Such as a retry of a run that has succeeded meanwhile.
            await RefuseAsync(context, StatusCodes.Status409Conflict, exception.Message).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Links.Of(context.Request, page).Run(run.Id);
    }

    private static (IFlowClient Client, FlowRegistry Flows) ServicesOf(HttpContext context) =>
        (context.RequestServices.GetRequiredService<IFlowClient>(), context.RequestServices.GetRequiredService<FlowRegistry>());

    // Answers the request itself if there is no such run.
    private static async Task<FlowHandle?> FindAsync(HttpContext context)
    {
        string id = context.Request.Query["id"].ToString();
        FlowHandle? run = id.Length == 0 ? null : await ServicesOf(context).Client.FindAsync(id, context.RequestAborted).ConfigureAwait(false);
        if (run is null)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no run '{id}'.").ConfigureAwait(false);
        }

        return run;
    }

    private static async Task<RunPage> ReadAsync(HttpContext context, FlowHandle run)
    {
        FlowRunInfo info = await run.InfoAsync(context.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<FlowStepInfo> steps = await run.StepsAsync(context.RequestAborted).ConfigureAwait(false);
        FlowPlan? plan = ServicesOf(context).Flows.TryFind(info.Flow, out FlowRegistration? flow) && flow.Flow.Fingerprint == info.Fingerprint ? flow.Flow.Plan : null;
        TimeProvider clock = context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;
        return new RunPage(info, steps, plan, clock.GetUtcNow());
    }

    private static Task WriteAsync(HttpContext context, string html, string? policy)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        if (policy is not null)
        {
            context.Response.Headers.ContentSecurityPolicy = policy;
        }

        return context.Response.WriteAsync(html, Encoding.UTF8, context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message, Encoding.UTF8, context.RequestAborted);
    }
}
