package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.contract.MetaConfigBody;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.RequestReason;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.ForcedDestroyResult;
import io.beta9.provisioning.apimodel.environment.UpdatePlanView;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.intake.BootstrapRequests;
import io.beta9.provisioning.intake.ForcedDestroyAction;
import io.beta9.provisioning.intake.ForcedDestroyRequests;
import io.beta9.provisioning.intake.IdempotencyKey;
import io.beta9.provisioning.intake.PlanRequests;
import io.beta9.provisioning.intake.PlanRequests.RequestedPlan;
import io.beta9.provisioning.intake.SmokeTestRequests;
import io.beta9.provisioning.intake.UnknownPlanException;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.operation.OperationId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Update, bootstrap, smoke test and forced destruction of an environment. */
@RestController
@RequestMapping("/api/v1/environments/{id}")
public class RepairResource {
  private final UpdateRequests updates;
  private final PlanRequests plans;
  private final BootstrapRequests bootstraps;
  private final SmokeTestRequests smokeTests;
  private final ForcedDestroyRequests forced;
  private final MetaConfigReader reader;
  private final EnvironmentViews views;

  public RepairResource(
      UpdateRequests updates,
      PlanRequests plans,
      BootstrapRequests bootstraps,
      SmokeTestRequests smokeTests,
      ForcedDestroyRequests forced,
      MetaConfigReader reader,
      EnvironmentViews views) {
    this.updates = updates;
    this.plans = plans;
    this.bootstraps = bootstraps;
    this.smokeTests = smokeTests;
    this.forced = forced;
    this.reader = reader;
    this.views = views;
  }

  /** Queues an update with a changed meta-config or, in a dry run, returns what it would change. */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @PostMapping("/update")
  ResponseEntity<?> update(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun,
      @RequestParam(name = "accept_interruption", defaultValue = "") List<String> accepted,
      @RequestParam(name = "plan", required = false) @Nullable String plan,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request)
      throws IOException {
    Set<Consequence> consequences = accepted(accepted);
    MetaConfigBody body = MetaConfigBody.read(request);
    MetaConfig config = config(body);
    Caller as = caller;
    EnvironmentId environment = EnvironmentResource.id(id);
    if (dryRun) {
      return ResponseEntity.ok(EnvironmentViews.preview(updates.preview(as, environment, config)));
    }
    IdempotencyKey once = EnvironmentResource.idempotency(key, request, body.bytes());
    return ResponseEntity.accepted()
        .body(
            views.of(
                updates.update(
                    as,
                    environment,
                    config,
                    new UpdateRequests.Terms(consequences, plan == null ? null : planId(plan)),
                    once)));
  }

  /**
   * Queues a plan of an update with Terraform, which changes nothing. Its result is returned by
   * {@code GET /environments/{id}/plans/{plan}}.
   */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @PostMapping("/plans")
  ResponseEntity<UpdatePlanView> plan(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      HttpServletRequest request)
      throws IOException {
    EnvironmentId environment = EnvironmentResource.id(id);
    RequestedPlan plan = plans.plan(caller, environment, config(MetaConfigBody.read(request)));
    return ResponseEntity.accepted()
        .location(
            URI.create("/api/v1/environments/" + environment + "/plans/" + plan.plan().operation()))
        .body(EnvironmentViews.plan(plan));
  }

  /** Returns what an update would create, change, replace and destroy, as Terraform planned it. */
  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping("/plans/{plan}")
  UpdatePlanView getPlan(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @PathVariable String plan) {
    return EnvironmentViews.plan(plans.find(caller, EnvironmentResource.id(id), planId(plan)));
  }

  private static OperationId planId(String text) {
    return OperationId.parse(text).orElseThrow(() -> new UnknownPlanException(text));
  }

  private static Set<Consequence> accepted(List<String> codes) {
    Set<Consequence> accepted = EnumSet.noneOf(Consequence.class);
    for (String code : codes) {
      accepted.add(
          Consequence.acceptable(code)
              .orElseThrow(
                  () ->
                      new BadRequestException(
                          "accept_interruption",
                          "'" + code + "' is not one of " + Consequence.acceptableCodes())));
    }
    return accepted;
  }

  /** Queues another installation of Beta9. */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @PostMapping("/bootstrap")
  ResponseEntity<EnvironmentView> bootstrap(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request) {
    return ResponseEntity.accepted()
        .body(
            views.of(
                bootstraps.bootstrap(
                    caller,
                    EnvironmentResource.id(id),
                    EnvironmentResource.idempotency(key, request, new byte[0]))));
  }

  /**
   * Queues a smoke test: a sandbox in Beta9 that builds an image and uses a secret and a volume. It
   * fails the environment if Beta9 does not run it.
   */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @PostMapping("/smoke")
  ResponseEntity<EnvironmentView> smoke(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean gpu,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request) {
    return ResponseEntity.accepted()
        .body(
            views.of(
                smokeTests.request(
                    caller,
                    EnvironmentResource.id(id),
                    gpu,
                    EnvironmentResource.idempotency(
                        key, request, ("gpu=" + gpu).getBytes(StandardCharsets.UTF_8)))));
  }

  /** Cancels the running operation and queues a destruction that skips unreachable resources. */
  @Authorize(value = Permission.ENVIRONMENT_DESTROY, on = Subject.ENVIRONMENT)
  @PostMapping("/force-destroy")
  ForcedDestroyResult forceDestroy(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String confirm,
      @RequestParam(required = false) @Nullable String reason,
      @RequestParam(name = "final_snapshot", defaultValue = "false") boolean finalSnapshot,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun) {
    Caller as = RequestReason.with(caller, reason);
    if (dryRun) {
      return new ForcedDestroyResult(
          false, sentences(forced.preview(as, EnvironmentResource.id(id))));
    }
    String why = as.reason();
    if (why == null) {
      throw new BadRequestException("reason", "is required for a forced destruction");
    }
    ForcedDestroyRequests.ForcedDestroyOutcome outcome =
        forced.destroy(as, EnvironmentResource.id(id), confirm, why, finalSnapshot);
    return new ForcedDestroyResult(outcome.queued(), sentences(outcome.actions()));
  }

  private static List<String> sentences(List<ForcedDestroyAction> actions) {
    return actions.stream().map(ForcedDestroyAction::sentence).toList();
  }

  private MetaConfig config(MetaConfigBody body) {
    return switch (reader.read(body.bytes(), body.format())) {
      case ParseResult.Invalid(var violations) -> throw new BadRequestException(violations);
      case ParseResult.Valid(var config) -> config;
    };
  }
}
