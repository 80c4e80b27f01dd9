package io.beta9.provisioning.api;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureSubject;
import io.beta9.provisioning.failure.ResourceAddress;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An environment as the API shows it; field names become snake_case on the wire.
 *
 * @param stuckSince since when somebody should look at it, because its status has not changed for
 *     too long
 * @param warning the same as a sentence
 * @param waiting what keeps it in the queue besides those before it; null where nothing does
 */
public record EnvironmentView(
    String environmentId,
    String name,
    String status,
    @Nullable String phase,
    Cloud cloud,
    Progress progress,
    @Schema(implementation = Object.class) ObjectNode outputs,
    @Schema(implementation = Object.class) ObjectNode metaConfig,
    @Schema(implementation = Object.class) ObjectNode infraModel,
    @Schema(implementation = Object.class) ObjectNode stateBackendConfig,
    @Nullable String errorMessage,
    @Nullable FailureView failure,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant provisionedAt,
    @Nullable Instant destroyedAt,
    @Nullable Instant stuckSince,
    @Nullable String warning,
    @Nullable QueuePosition waiting) {

  public record Cloud(String provider, String region, String accountId) {}

  /**
   * It waits because its region fails for many.
   *
   * @param until when the region is tried again; null where only an operator lets work through
   */
  public record QueuePosition(String region, String reason, @Nullable Instant until) {}

  /**
   * What went wrong, for programs.
   *
   * @param failureClass {@code class} on the wire
   * @param responsible who has to act: {@code none}, {@code customer} or {@code operator}
   * @param resource the address of the Terraform resource that failed, if one did
   * @param subject what failed, if it is not a resource
   * @param parameters the facts of this occurrence, by name
   */
  public record FailureView(
      @com.fasterxml.jackson.annotation.JsonProperty("class") String failureClass,
      String code,
      String what,
      String why,
      String next,
      String responsible,
      @Nullable String resource,
      @Nullable String subject,
      Map<String, String> parameters,
      @Nullable String phase) {

    static FailureView of(Failure failure, @Nullable String phase) {
      return new FailureView(
          failure.kind().code(),
          failure.code().code(),
          failure.what(),
          failure.why(),
          failure.next(),
          failure.kind().responsible().code(),
          failure.resource().map(ResourceAddress::value).orElse(null),
          failure.subject() instanceof FailureSubject.Named named ? named.value() : null,
          failure.parameters().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      fact -> fact.getKey().code(),
                      Map.Entry::getValue,
                      (first, second) -> first,
                      TreeMap::new)),
          phase);
    }
  }

  /** The view of one environment. */
  static EnvironmentView of(
      Environment environment,
      @Nullable Instant stuckSince,
      @Nullable String warning,
      @Nullable QueuePosition waiting) {
    Failure failure = environment.failure();
    return new EnvironmentView(
        environment.id().value(),
        environment.name(),
        environment.status().code(),
        environment.phase(),
        new Cloud(environment.cloudProvider(), environment.region(), environment.accountId()),
        environment.progress(),
        environment.outputs(),
        environment.metaConfig(),
        environment.infraModel(),
        environment.stateBackend(),
        environment.errorMessage(),
        failure == null ? null : FailureView.of(failure, environment.phase()),
        environment.createdBy(),
        environment.createdAt(),
        environment.updatedAt(),
        environment.provisionedAt(),
        environment.destroyedAt(),
        stuckSince,
        warning,
        waiting);
  }
}
