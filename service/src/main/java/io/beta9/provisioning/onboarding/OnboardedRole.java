package io.beta9.provisioning.onboarding;

/**
 * The role that a customer creates for this service.
 *
 * @param name the role's name
 * @param trustedPrincipal the ARN of this service's own identity, which assumes the role
 * @param externalId the external id without which the role cannot be assumed
 * @param scope what its permissions are restricted to
 */
public record OnboardedRole(
    String name, String trustedPrincipal, String externalId, PolicyScope scope) {
  /** The name of the role in documents unless another is chosen. */
  public static final String DEFAULT_NAME = "Beta9Provisioner";
}
