package io.beta9.provisioning.resources.adoption;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.terraform.plan.ImportBlock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What follows from the lookup results, once AWS is no longer changing anything.
 *
 * @param blocks the resources to import
 * @param untaintable addresses of resources that are complete although the state marks them tainted
 * @param creatable addresses of resources that do not exist, or whose repeated creation has no
 *     effect
 * @param settings those of {@code creatable} that are settings of other resources
 */
record AdoptionDecision(
    List<ImportBlock> blocks,
    List<String> untaintable,
    Set<String> creatable,
    Set<String> settings) {

  /** What the decision is for. */
  enum Aim {
    CONTINUE,
    DESTROY
  }

  boolean isEmpty() {
    return blocks.isEmpty() && untaintable.isEmpty();
  }

  /**
   * Derives the decision from the results.
   *
   * @throws FailureException if a result requires a decision by an operator
   */
  static AdoptionDecision of(Map<ImportCandidate, LookupResult> results, Aim aim) {
    List<ImportBlock> blocks = new ArrayList<>();
    List<String> untaintable = new ArrayList<>();
    Set<String> creatable = new LinkedHashSet<>();
    Set<String> settings = new LinkedHashSet<>();
    results.forEach(
        (candidate, result) -> {
          if (candidate.reason() == ImportCandidate.Reason.SLOW) {
            return;
          }
          boolean tainted = candidate.reason() == ImportCandidate.Reason.TAINTED;
          String address = candidate.address();
          switch (result) {
            case LookupResult.Found found when tainted -> untaintable.add(address);
            case LookupResult.Found found -> blocks.add(new ImportBlock(address, found.importId()));
            case LookupResult.Absent absent -> creatable.add(address);
            case LookupResult.Repeatable setting -> {
              settings.add(address);
              if (tainted) {
                untaintable.add(address);
              }
            }
            case LookupResult.CreationFailed failed when tainted -> {
              // Terraform replaces it, unless the plan guard rejects that.
            }
            case LookupResult.CreationFailed failed when aim == Aim.DESTROY ->
                blocks.add(new ImportBlock(address, failed.id()));
            case LookupResult.CreationFailed failed ->
                throw new FailureException(creationFailed(address, failed));
            case LookupResult.Ambiguous many ->
                throw new FailureException(ambiguous(address, many));
            case LookupResult.Foreign foreign when aim == Aim.DESTROY -> {
              // It belongs to another owner and is not destroyed.
            }
            case LookupResult.Foreign foreign ->
                throw new FailureException(foreign(address, foreign));
            case LookupResult.InTransition pending ->
                throw new IllegalStateException(address + " is still " + pending.status());
          }
        });
    creatable.addAll(settings);
    return new AdoptionDecision(blocks, untaintable, creatable, settings);
  }

  private static Failure ambiguous(String address, LookupResult.Ambiguous many) {
    return Failure.of(FailureCode.ADOPTION_AMBIGUOUS)
        .about(new ResourceAddress(address))
        .with(FailureParameter.IDS, many.ids());
  }

  private static Failure foreign(String address, LookupResult.Foreign foreign) {
    Failure failure =
        Failure.of(FailureCode.ADOPTION_NOT_OWNED)
            .about(new ResourceAddress(address))
            .with(FailureParameter.ID, foreign.id());
    return switch (foreign.ownership()) {
      case LookupResult.Ownership.Untagged() -> failure;
      case LookupResult.Ownership.TaggedFor(var owner) ->
          failure.with(FailureParameter.OWNER, owner);
      case LookupResult.Ownership.RefersTo(var key) -> failure.with(FailureParameter.KEY, key);
      case LookupResult.Ownership.Elsewhere(var status) ->
          failure.with(FailureParameter.STATUS, status);
    };
  }

  private static Failure creationFailed(String address, LookupResult.CreationFailed failed) {
    return Failure.of(FailureCode.ADOPTION_UNHEALTHY)
        .about(new ResourceAddress(address))
        .with(FailureParameter.ID, failed.id())
        .with(FailureParameter.STATUS, failed.status());
  }
}
