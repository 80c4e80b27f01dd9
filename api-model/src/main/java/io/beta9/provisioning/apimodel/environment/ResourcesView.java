package io.beta9.provisioning.apimodel.environment;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resources that the latest operation of an environment changes.
 *
 * @param operationId null if no operation has changed resources yet
 * @param remainingSeconds the expected time until the last change ends; null if none is expected to
 *     end
 * @param resources empty until Terraform has planned
 */
public record ResourcesView(
    @Nullable String operationId,
    @Nullable Long remainingSeconds,
    List<ResourceChangeView> resources) {
  public ResourcesView {
    resources = resources == null ? List.of() : List.copyOf(resources);
  }

  /**
   * The change of one resource.
   *
   * @param address for example {@code aws_db_instance.this}
   * @param subject what the resource belongs to, for example {@code network} or {@code database}
   * @param action {@code create}, {@code update}, {@code replace} or {@code delete}
   * @param state {@code waiting}, {@code running}, {@code done} or {@code failed}
   * @param startedAt null until it has started
   * @param elapsedSeconds how long it has been running, or took
   * @param usualSeconds how long such a change usually takes
   * @param critical whether a delay of it delays the end of the operation's last change
   * @param late whether it has been running for clearly longer than usual
   */
  public record ResourceChangeView(
      String address,
      String type,
      String subject,
      String action,
      String state,
      @Nullable Instant startedAt,
      long elapsedSeconds,
      long usualSeconds,
      boolean critical,
      boolean late) {}
}
