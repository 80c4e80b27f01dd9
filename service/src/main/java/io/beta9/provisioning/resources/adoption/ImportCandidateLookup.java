package io.beta9.provisioning.resources.adoption;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDescriptor;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.resources.lookup.ResourceLookup;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Looks up the import candidates until AWS is no longer changing any that was found. */
final class ImportCandidateLookup {

  /** Waits between two lookups. */
  @FunctionalInterface
  interface LookupPause {
    void take() throws InterruptedException;
  }

  private final ResourceLookup locator;
  private final Predicate<String> isIrreplaceable;
  private final LookupHints hints;
  private final Clock clock;
  private final LookupPause pause;
  private final AdoptionContext.Log log;
  private int remainingReads;
  private boolean waited;

  /**
   * @param isIrreplaceable whether no plan may replace a resource of the type
   * @param confirmingReads how often to look again for what was not found, or not clearly
   */
  ImportCandidateLookup(
      ResourceLookup locator,
      Predicate<String> isIrreplaceable,
      LookupHints hints,
      Clock clock,
      LookupPause pause,
      AdoptionContext.Log log,
      int confirmingReads) {
    this.remainingReads = confirmingReads;
    this.locator = locator;
    this.isIrreplaceable = isIrreplaceable;
    this.hints = hints;
    this.clock = clock;
    this.pause = pause;
    this.log = log;
  }

  /** Returns the resources that have to be looked up, each after those that it depends on. */
  static List<ImportCandidate> candidates(
      List<PlannedResource> plan, StateResources state, ResourceCatalog catalog) {
    return plan.stream()
        .map(resource -> new ImportCandidate(resource, ImportCandidate.reason(resource, state)))
        .filter(
            candidate ->
                candidate.reason() != ImportCandidate.Reason.SLOW
                    || catalog.isSlowToCreate(candidate.resource().type()))
        .sorted(
            Comparator.comparingInt(
                candidate -> catalog.dependencyOrder(candidate.resource().type())))
        .toList();
  }

  /**
   * Returns the tainted resources that AWS may have failed to create and that no plan may replace.
   * They are known before there is a plan, because their names are derived from the environment's
   * id.
   */
  static List<ImportCandidate> incomplete(
      StateResources state, ResourceCatalog catalog, EnvironmentId environment) {
    return state.resources().stream()
        .filter(StateResources.ManagedResource::tainted)
        .flatMap(
            resource ->
                catalog.find(resource.type()).stream()
                    .filter(ResourceDescriptor::isSlowToCreate)
                    .filter(type -> type.irreplaceable().isPresent())
                    .map(type -> incomplete(resource.address(), type, environment)))
        .toList();
  }

  private static ImportCandidate incomplete(
      String address, ResourceDescriptor type, EnvironmentId environment) {
    return new ImportCandidate(
        new PlannedResource(
            address,
            type.type(),
            Action.REPLACE,
            "tainted",
            false,
            Set.of(),
            type.nameIn(environment),
            Map.of(),
            Map.of()),
        ImportCandidate.Reason.TAINTED);
  }

  /**
   * Looks the candidates up, and waits for those that AWS is changing.
   *
   * @param candidates in the order of their dependencies
   * @param timeout the maximum time to wait
   * @param removeFailed whether to delete resources that AWS failed to create, if nothing can be
   *     lost by that
   * @throws FailureException if AWS does not finish within the timeout
   */
  Map<ImportCandidate, LookupResult> resolve(
      List<ImportCandidate> candidates, Duration timeout, boolean removeFailed)
      throws InterruptedException {
    Instant end = clock.instant().plus(timeout);
    Map<ImportCandidate, LookupResult> results = new LinkedHashMap<>();
    candidates.forEach(candidate -> results.put(candidate, find(candidate, removeFailed)));
    String logged = "";
    while (true) {
      List<ImportCandidate> pending =
          results.entrySet().stream()
              .filter(entry -> entry.getValue() instanceof LookupResult.InTransition)
              .map(Map.Entry::getKey)
              .toList();
      if (pending.isEmpty()) {
        confirmDoubtful(results, removeFailed);
        if (results.values().stream().noneMatch(LookupResult.InTransition.class::isInstance)) {
          return results;
        }
        continue;
      }
      String names = namesWithStatus(pending, results);
      if (!names.equals(logged)) {
        log.line("waiting for " + names);
        logged = names;
      }
      if (clock.instant().isAfter(end)) {
        throw new FailureException(timedOut(names, timeout));
      }
      waited = true;
      pause.take();
      pending.forEach(candidate -> results.put(candidate, find(candidate, removeFailed)));
    }
  }

  /**
   * Looks again for what was absent, ambiguous or foreign: for some seconds after a change AWS may
   * return an earlier state, in which what was created does not exist or has no tags, and what was
   * deleted exists. A candidate is absent only if no read has found it.
   */
  private void confirmDoubtful(Map<ImportCandidate, LookupResult> results, boolean removeFailed)
      throws InterruptedException {
    while (remainingReads > 0) {
      List<ImportCandidate> doubtful =
          results.entrySet().stream()
              .filter(entry -> isDoubtful(entry.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      if (doubtful.isEmpty()) {
        return;
      }
      remainingReads--;
      pause.take();
      for (ImportCandidate candidate : doubtful) {
        LookupResult result = find(candidate, removeFailed);
        if (result instanceof LookupResult.InTransition) {
          waited = true;
        }
        results.put(candidate, result);
      }
    }
  }

  private static boolean isDoubtful(LookupResult result) {
    return switch (result) {
      case LookupResult.Absent absent -> true;
      case LookupResult.Ambiguous many -> true;
      case LookupResult.Foreign foreign -> true;
      case LookupResult.Found found -> false;
      case LookupResult.InTransition pending -> false;
      case LookupResult.CreationFailed failed -> false;
      case LookupResult.Repeatable setting -> false;
    };
  }

  /** Returns whether AWS was changing any candidate: then an earlier plan is outdated. */
  boolean hasWaited() {
    return waited;
  }

  private LookupResult find(ImportCandidate candidate, boolean removeFailed) {
    LookupResult result = locator.find(candidate.resource(), hints);
    if (result instanceof LookupResult.Found found) {
      hints.addKnownId(candidate.address(), found.id());
    }
    if (removeFailed
        && isRemovable(candidate)
        && result instanceof LookupResult.CreationFailed failed
        && failed.removal().isPresent()) {
      log.line(
          candidate.address()
              + ": AWS failed to create "
              + failed.id()
              + " ("
              + failed.status()
              + "); deleting it, because it is empty");
      failed.removal().get().run();
      log.failedCreationRemoved(candidate.resource().type(), failed.id());
      return new LookupResult.InTransition("being deleted");
    }
    return result;
  }

  /** Terraform replaces what is tainted, unless no plan may replace it. */
  private boolean isRemovable(ImportCandidate candidate) {
    return switch (candidate.reason()) {
      case NOT_IN_STATE -> true;
      case TAINTED -> isIrreplaceable.test(candidate.resource().type());
      case SLOW -> false;
    };
  }

  private static String namesWithStatus(
      List<ImportCandidate> pending, Map<ImportCandidate, LookupResult> results) {
    return pending.stream()
        .map(
            candidate ->
                results.get(candidate) instanceof LookupResult.InTransition transition
                    ? candidate.address() + " (" + transition.status() + ")"
                    : candidate.address())
        .collect(Collectors.joining(", "));
  }

  private static Failure timedOut(String names, Duration timeout) {
    return Failure.of(FailureCode.ADOPTION_TIMEOUT)
        .with(FailureParameter.TIMEOUT, timeout)
        .with(FailureParameter.RESOURCES, names);
  }
}
