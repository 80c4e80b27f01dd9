package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.diagnosis.ExceededDeadline;
import io.beta9.provisioning.terraform.process.DeadlinePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The deadlines of one Terraform run.
 *
 * @param whole the maximum duration of the run
 * @param resources the maximum durations of changes to single resources
 */
public record RunDeadlines(Duration whole, DeadlinePolicy resources) {

  /**
   * Returns which deadline has passed; empty while none has.
   *
   * @param elapsed the duration of the run up to now
   */
  public Optional<ExceededDeadline> passed(ApplyProgress progress, Duration elapsed, Instant now) {
    Optional<ExceededDeadline> resource =
        progress.inFlight().stream()
            .flatMap(inFlight -> overdue(inFlight, now).stream())
            .findFirst();
    if (resource.isPresent() || elapsed.compareTo(whole) <= 0) {
      return resource;
    }
    return Optional.of(
        new ExceededDeadline.OfRun(
            whole,
            progress.inFlight().stream()
                .map(
                    inFlight ->
                        new ExceededDeadline.ChangeInProgress(
                            inFlight.address(),
                            inFlight.action(),
                            Duration.between(inFlight.since(), now)))
                .toList()));
  }

  private Optional<ExceededDeadline> overdue(ApplyProgress.InFlight resource, Instant now) {
    return resources
        .deadline(resource.type(), resource.action())
        .filter(deadline -> Duration.between(resource.since(), now).compareTo(deadline) > 0)
        .map(
            deadline ->
                new ExceededDeadline.OfResource(resource.address(), resource.action(), deadline));
  }
}
