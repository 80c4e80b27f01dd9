package io.beta9.provisioning.onboarding;

import org.jspecify.annotations.Nullable;

/**
 * The role that a customer creates for this service.
 *
 * @param name the role's name
 * @param trustedPrincipal the ARN of this service's own identity, which assumes the role; null if
 *     the customer fills it in
 * @param externalId the external id without which the role cannot be assumed; null if the customer
 *     fills it in
 * @param scope what its permissions are restricted to
 */
public record OnboardedRole(
    String name,
    @Nullable String trustedPrincipal,
    @Nullable String externalId,
    PolicyScope scope) {
  /** The name of the role in documents unless another is chosen. */
  public static final String DEFAULT_NAME = "Beta9Provisioner";
}
