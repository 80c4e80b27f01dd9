package io.beta9.provisioning.cloudsim.aws.authorization;

/** Determines the permissions that the requests of one operation require. */
@FunctionalInterface
interface PermissionRule {
  void collect(AuthorizedRequest request, PermissionCollector required);
}
