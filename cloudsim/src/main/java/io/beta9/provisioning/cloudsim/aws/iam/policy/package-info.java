/**
 * IAM policies: the policy language and its evaluation, managed policies with their versions, and
 * the policies attached to roles and users. Uses only {@code core}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.iam.policy;

import org.jspecify.annotations.NullMarked;
