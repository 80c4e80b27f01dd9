package io.beta9.provisioning.api;

import io.beta9.provisioning.apimodel.environment.EnvironmentPreview;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.FailureView;
import io.beta9.provisioning.apimodel.environment.NextActionView;
import io.beta9.provisioning.apimodel.environment.OperationProgress;
import io.beta9.provisioning.apimodel.environment.PreflightView;
import io.beta9.provisioning.apimodel.environment.UpdatePlanView;
import io.beta9.provisioning.apimodel.environment.UpdatePreview;
import io.beta9.provisioning.diagnosis.NextStep;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.ListedEnvironment;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.RecordedFailure;
import io.beta9.provisioning.environment.StuckPolicy;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureSubject;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.intake.PlanRequests.RequestedPlan;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate.ChangedValue;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.UpdateRepository.StoredPlan;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.preflight.PreflightReport;
import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.stack.PlannedResources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Maps environments to their representation in the API. */
public final class EnvironmentViews {
  private final StuckPolicy stuck;
  private final Clock clock;
  private final RegionQueue regions;

  public EnvironmentViews(StuckPolicy stuck, Clock clock, RegionQueue regions) {
    this.stuck = stuck;
    this.clock = clock;
    this.regions = regions;
  }

  /** Returns the environment with its documents. */
  public EnvironmentView of(Environment environment) {
    return of(
        environment,
        environment.listed().mayBeHeld()
            ? regions.circuitHolding(environment.id()).orElse(null)
            : null);
  }

  /** Returns environments in a list. */
  public List<EnvironmentSummary> summaries(List<ListedEnvironment> environments) {
    List<EnvironmentId> mayBeHeld = new ArrayList<>();
    for (ListedEnvironment environment : environments) {
      if (environment.mayBeHeld()) {
        mayBeHeld.add(environment.id());
      }
    }
    Map<EnvironmentId, RegionCircuit> openCircuits =
        mayBeHeld.isEmpty() ? Map.of() : regions.circuitsHolding(mayBeHeld);
    Instant now = clock.instant();
    List<EnvironmentSummary> summaries = new ArrayList<>(environments.size());
    for (ListedEnvironment environment : environments) {
      summaries.add(summary(environment, openCircuits.get(environment.id()), now));
    }
    return summaries;
  }

  private EnvironmentSummary summary(
      ListedEnvironment environment, @Nullable RegionCircuit openCircuit, Instant now) {
    Instant stuckSince =
        stuck.since(environment.status(), environment.statusSince(), now).orElse(null);
    RecordedFailure last = environment.lastFailure();
    Failure failure = last == null ? null : last.failure();
    return new EnvironmentSummary(
        environment.id().value(),
        environment.tenant().value(),
        environment.name(),
        environment.status().code(),
        environment.phase(),
        new EnvironmentView.Cloud(
            environment.cloudProvider(), environment.region(), environment.accountId()),
        progress(environment.progress()),
        errorMessage(failure, environment.errorMessage()),
        failure == null ? null : failure.code().code(),
        last == null ? null : last.step(),
        last == null ? null : last.at(),
        environment.createdBy(),
        environment.createdAt(),
        environment.updatedAt(),
        environment.provisionedAt(),
        environment.destroyedAt(),
        stuckSince,
        stuckSince == null
            ? null
            : warning(
                environment.id(),
                environment.name(),
                environment.status(),
                environment.phase(),
                Duration.between(environment.statusSince(), now)),
        nextAction(
            new NextStep.Situation(
                environment.id(),
                environment.status(),
                failure,
                openCircuit == null ? environment.nextAttempt() : openCircuit.until(),
                stuckSince != null),
            now),
        position(openCircuit));
  }

  private static NextActionView nextAction(NextStep.Situation situation, Instant now) {
    NextStep step = NextStep.of(situation, now);
    return new NextActionView(step.responsible().code(), step.command(), step.automaticAttempt());
  }

  private EnvironmentView of(Environment environment, @Nullable RegionCircuit openCircuit) {
    EnvironmentSummary summary = summary(environment.listed(), openCircuit, clock.instant());
    RecordedFailure last = environment.lastFailure();
    RecordedFailure previous = environment.previousFailure();
    return new EnvironmentView(
        summary.environmentId(),
        summary.name(),
        summary.status(),
        summary.phase(),
        summary.cloud(),
        summary.progress(),
        new JsonObjectText(environment.outputs()),
        new JsonObjectText(environment.metaConfig()),
        new JsonObjectText(environment.infraModel()),
        new JsonObjectText(environment.stateBackend()),
        summary.errorMessage(),
        last == null ? null : failure(last),
        previous == null ? null : failure(previous),
        summary.createdBy(),
        summary.createdAt(),
        summary.updatedAt(),
        summary.provisionedAt(),
        summary.destroyedAt(),
        summary.stuckSince(),
        summary.warning(),
        summary.nextAction(),
        summary.waiting());
  }

  private static EnvironmentView.@Nullable QueuePosition position(
      @Nullable RegionCircuit openCircuit) {
    return openCircuit == null
        ? null
        : new EnvironmentView.QueuePosition(
            openCircuit.region(), openCircuit.description(), openCircuit.until());
  }

  private static OperationProgress progress(Progress progress) {
    if (progress.equals(Progress.NONE)) {
      return OperationProgress.NONE;
    }
    return new OperationProgress(
        progress.step(),
        progress.stepsCompleted(),
        progress.stepsTotal(),
        progress.completed(),
        progress.planned(),
        progress.inFlight().stream()
            .map(
                resource ->
                    new OperationProgress.ResourceInFlight(
                        resource.address(), resource.action(), resource.seconds()))
            .toList());
  }

  /** Renders the failure; a stored text without data was written by an operator. */
  private static @Nullable String errorMessage(@Nullable Failure failure, @Nullable String stored) {
    return failure == null ? stored : failure.message();
  }

  /** Returns a failure, for programs. */
  static FailureView failure(Failure failure) {
    return failure(new RecordedFailure(failure, null, null, null));
  }

  private static FailureView failure(RecordedFailure recorded) {
    Failure failure = recorded.failure();
    Map<String, String> parameters = new TreeMap<>();
    failure.parameters().forEach((name, value) -> parameters.put(name.code(), value));
    return new FailureView(
        failure.kind().code(),
        failure.code().code(),
        failure.what(),
        failure.why(),
        failure.next(),
        failure.responsible().code(),
        failure.resource().map(ResourceAddress::value).orElse(null),
        failure.subject() instanceof FailureSubject.Named named ? named.value() : null,
        parameters,
        recorded.step(),
        recorded.operation(),
        recorded.at());
  }

  /** Returns a JSON object as a map, for a record without a dependency on Jackson. */
  static Map<String, Object> map(JsonNode node) {
    return JsonMapper.shared().convertValue(node, new TypeReference<>() {});
  }

  private static String warning(
      EnvironmentId id,
      String name,
      EnvironmentStatus status,
      @Nullable String phase,
      Duration unchanged) {
    return name
        + " has been "
        + status.code()
        + " for "
        + DurationFormat.words(unchanged)
        + (phase == null ? "" : ", last in step " + phase)
        + ". Check './provisioner env logs "
        + id
        + "'; './provisioner env cancel "
        + id
        + "' cancels the operation.";
  }

  /** Returns what the creation of an environment would result in. */
  static EnvironmentPreview preview(Environment environment, @Nullable PreflightReport preflight) {
    return new EnvironmentPreview(
        environment.name(),
        new EnvironmentView.Cloud(
            environment.cloudProvider(), environment.region(), environment.accountId()),
        new JsonObjectText(environment.metaConfig()),
        new JsonObjectText(environment.infraModel()),
        PlannedResources.of(InfraModelJson.fromJson(environment.infraModel().text()))
            .entrySet()
            .stream()
            .map(each -> new EnvironmentPreview.PlannedResource(each.getKey(), each.getValue()))
            .toList(),
        preflight == null ? null : preflight(preflight));
  }

  private static PreflightView preflight(PreflightReport report) {
    return new PreflightView(
        report.findings().stream()
            .anyMatch(finding -> finding.severity() == PreflightFinding.Severity.BLOCKING),
        report.findings().stream()
            .map(
                finding ->
                    new PreflightView.Finding(
                        finding.severity().name().toLowerCase(Locale.ROOT),
                        failure(finding.failure())))
            .toList(),
        report.unfinished());
  }

  /** Returns what an update would change, for programs. */
  static UpdatePreview preview(UpdateRequests.UpdatePreviewResult preview) {
    return new UpdatePreview(
        preview.changes().stream().map(EnvironmentViews::change).toList(),
        preview.requiredAcceptances().stream().map(Consequence::code).toList(),
        preview.isPlannable());
  }

  /** Returns what Terraform has planned, for programs. */
  static UpdatePlanView plan(RequestedPlan requested) {
    StoredPlan plan = requested.plan();
    return new UpdatePlanView(
        plan.operation().value(),
        plan.state().code(),
        requested.impacts().stream().map(EnvironmentViews::plannedChange).toList(),
        requested.requiredAcceptances().stream().map(Consequence::code).toList(),
        plan.failure() == null ? null : failure(plan.failure()),
        plan.requestedAt(),
        plan.finishedAt());
  }

  private static UpdatePlanView.PlannedChange plannedChange(PlanImpact impact) {
    Consequence consequence = impact.consequence();
    return new UpdatePlanView.PlannedChange(
        impact.address(),
        impact.action().code(),
        impact.attributes(),
        consequence == null ? null : consequence.code(),
        seconds(consequence),
        consequence == null ? "" : consequence.description(),
        impact.loss());
  }

  private static UpdatePreview.Change change(ChangedValue change) {
    Consequence consequence = change.effect().consequence();
    return new UpdatePreview.Change(
        change.difference().path(),
        change.difference().before(),
        change.difference().after(),
        change.effect().kind().code(),
        consequence == null ? null : consequence.code(),
        seconds(consequence),
        change.effect().explanation(),
        change.effect().dataLoss());
  }

  private static @Nullable Long seconds(@Nullable Consequence consequence) {
    return consequence == null ? null : consequence.usualDuration().toSeconds();
  }
}
