using AsyncFlow.Durable.Engine;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Orleans.Driving;

/// <summary>What every run of a process uses.</summary>
internal sealed record RunServices(IRunStore Store, FlowRegistry Flows, IGrainFactory Grains, LockedSteps Steps, DurableLimits Limits, TimeProvider Time, IHostApplicationLifetime Lifetime, ILogger<RunServices> Log);
