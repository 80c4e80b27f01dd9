package io.beta9.provisioning.resources.adoption;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.terraform.plan.ImportBlock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What follows from what was seen in the account, once nothing there is under way any more.
 *
 * @param blocks what is taken over
 * @param untaint addresses that are well, whatever the state says
 * @param mayBeMade addresses of what is not there, or may be made again without harm
 * @param repeatable those of the last that are settings of something else
 */
record AdoptionDecision(
    List<ImportBlock> blocks, List<String> untaint, Set<String> mayBeMade, Set<String> repeatable) {

  /** What is being decided for. */
  enum Aim {
    GO_ON,
    DESTROY
  }

  boolean isEmpty() {
    return blocks.isEmpty() && untaint.isEmpty();
  }

  /**
   * Decides.
   *
   * @throws FailureException where only a person can
   */
  static AdoptionDecision of(Map<ImportCandidate, LookupResult> seen, Aim aim) {
    List<ImportBlock> blocks = new ArrayList<>();
    List<String> untaint = new ArrayList<>();
    Set<String> mayBeMade = new LinkedHashSet<>();
    Set<String> repeatable = new LinkedHashSet<>();
    seen.forEach(
        (missing, sighting) -> {
          if (missing.why() == ImportCandidate.Why.SLOW) {
            return;
          }
          boolean tainted = missing.why() == ImportCandidate.Why.TAINTED;
          String address = missing.address();
          switch (sighting) {
            case LookupResult.Found found when tainted -> untaint.add(address);
            case LookupResult.Found found -> blocks.add(new ImportBlock(address, found.importId()));
            case LookupResult.Absent absent -> mayBeMade.add(address);
            case LookupResult.Repeatable setting -> {
              repeatable.add(address);
              if (tainted) {
                untaint.add(address);
              }
            }
            case LookupResult.CreationFailed broken when tainted -> {
              // Terraform replaces it, if the plan's guard lets it.
            }
            case LookupResult.CreationFailed broken when aim == Aim.DESTROY ->
                blocks.add(new ImportBlock(address, broken.id()));
            case LookupResult.CreationFailed broken ->
                throw new FailureException(broken(address, broken));
            case LookupResult.Ambiguous many ->
                throw new FailureException(ambiguous(address, many));
            case LookupResult.Foreign foreign when aim == Aim.DESTROY -> {
              // Not ours, so not ours to destroy.
            }
            case LookupResult.Foreign foreign ->
                throw new FailureException(foreign(address, foreign));
            case LookupResult.Moving moving ->
                throw new IllegalStateException(address + " is still " + moving.status());
          }
        });
    mayBeMade.addAll(repeatable);
    return new AdoptionDecision(blocks, untaint, mayBeMade, repeatable);
  }

  private static Failure ambiguous(String address, LookupResult.Ambiguous many) {
    String ids = String.join(" and ", many.ids());
    return new Failure(
        FailureClass.CONFLICT,
        "adoption-ambiguous",
        "Going on after an interrupted run failed",
        "the account has more than one thing that could be " + address + ": " + ids,
        "Find out which of " + ids + " is in use, remove the other, then retry");
  }

  private static Failure foreign(String address, LookupResult.Foreign foreign) {
    return new Failure(
        FailureClass.CONFLICT,
        "adoption-not-ours",
        "Going on after an interrupted run failed",
        address + " should be made as " + foreign.id() + ", which exists: " + foreign.why(),
        "Remove or rename " + foreign.id() + " if it is not in use, then retry");
  }

  private static Failure broken(String address, LookupResult.CreationFailed broken) {
    return new Failure(
        FailureClass.CONFLICT,
        "adoption-broken",
        "Going on after an interrupted run failed",
        address + " exists as " + broken.id() + ", and AWS calls it '" + broken.status() + "'",
        "Look at " + broken.id() + " in the AWS console, mend or remove it, then retry");
  }
}
