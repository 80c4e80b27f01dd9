package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.format.ShortList;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.adoption.AdoptionContext.InterruptionPolicy;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanImpactJson;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Creates the {@link InterruptionPolicy} of an environment: what the plan of a step may interrupt.
 */
final class InterruptionPolicies {
  private static final int MAX_NAMED = 5;

  private InterruptionPolicies() {}

  static InterruptionPolicy of(EnvironmentRecord environment, EventLog events) {
    return of(environment, Set.of(), events);
  }

  /**
   * @param drained the addresses of node groups whose pods have moved
   */
  static InterruptionPolicy of(
      EnvironmentRecord environment, Set<String> drained, EventLog events) {
    Set<Consequence> accepted =
        environment.acceptedConsequences().stream()
            .flatMap(code -> Consequence.acceptable(code).stream())
            .collect(Collectors.toSet());
    return new InterruptionPolicy(
        environment.current().provisionedAt() != null,
        accepted,
        environment.confirmedChanges().map(plan -> PlanImpactJson.read(plan.text())).orElse(null),
        drained,
        impacts -> record(environment, events, impacts));
  }

  /** What interrupts the platform is reported before the apply. */
  private static void record(
      EnvironmentRecord environment, EventLog events, List<PlanImpact> impacts) {
    environment.recordPlan(PlanImpactJson.write(impacts));
    for (Consequence consequence : Consequence.values()) {
      List<String> resources =
          impacts.stream()
              .filter(impact -> impact.consequence() == consequence)
              .map(PlanImpact::address)
              .toList();
      if (!resources.isEmpty()) {
        events.append(
            new EventData.InterruptionAnnounced(
                consequence.code(),
                consequence.description(),
                consequence.usualDuration().toSeconds(),
                ShortList.of(resources, MAX_NAMED)));
      }
    }
  }
}
