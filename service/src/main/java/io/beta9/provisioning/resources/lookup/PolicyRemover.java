package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Set;

/**
 * Removes policies from IAM roles and users. Terraform cannot delete a role or user with a policy
 * that is not in the state. A policy that does not exist is no error.
 */
public final class PolicyRemover {
  private static final Set<String> NOT_FOUND = Set.of("NoSuchEntity");

  private final AwsSession session;

  public PolicyRemover(AwsSession session) {
    this.session = session;
  }

  public void removeRolePolicy(PlannedResource policy) {
    OptionalResource.emptyIfNotFound(
        NOT_FOUND,
        () ->
            session
                .iam()
                .deleteRolePolicy(
                    r ->
                        r.roleName(policy.value("role").orElseThrow())
                            .policyName(policy.value("name").orElseThrow())));
  }

  public void detachRolePolicy(PlannedResource attachment) {
    OptionalResource.emptyIfNotFound(
        NOT_FOUND,
        () ->
            session
                .iam()
                .detachRolePolicy(
                    r ->
                        r.roleName(attachment.value("role").orElseThrow())
                            .policyArn(attachment.value("policy_arn").orElseThrow())));
  }

  public void removeUserPolicy(PlannedResource policy) {
    OptionalResource.emptyIfNotFound(
        NOT_FOUND,
        () ->
            session
                .iam()
                .deleteUserPolicy(
                    r ->
                        r.userName(policy.value("user").orElseThrow())
                            .policyName(policy.value("name").orElseThrow())));
  }
}
