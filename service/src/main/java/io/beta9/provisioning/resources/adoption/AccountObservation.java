package io.beta9.provisioning.resources.adoption;

import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlanReader;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.run.JournalIds;
import io.beta9.provisioning.terraform.run.Terraform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The resources of the current plan that have to be looked up in the account, and what state and
 * journal know about them.
 */
record AccountObservation(
    LookupHints hints, List<PlannedResource> plan, List<ImportCandidate> candidates) {

  /** Reads the current plan, the state and the journal. */
  static AccountObservation of(AdoptionContext context, ResourceCatalog catalog) {
    Terraform terraform = context.runs().terraform();
    List<PlannedResource> plan = PlanReader.of(terraform.planJson(Adoption.READ_TIMEOUT));
    StateResources state = terraform.state(Adoption.READ_TIMEOUT);
    Map<String, String> knownIds = new LinkedHashMap<>();
    state
        .resources()
        .forEach(
            resource -> {
              if (resource.id() != null) {
                knownIds.put(resource.address(), resource.id());
              }
            });
    plan.stream()
        .filter(resource -> resource.action() == Action.CREATE)
        .forEach(resource -> knownIds.remove(resource.address()));
    JournalIds journal = new JournalIds();
    context
        .history()
        .completions()
        .forEach(done -> journal.add(done.address(), done.action(), done.id()));
    return new AccountObservation(
        new LookupHints(context.environment(), journal, knownIds),
        plan,
        ImportCandidateLookup.candidates(plan, state, catalog));
  }
}
