/**
 * The documents by which a customer creates the role and its permissions: IAM policies,
 * CloudFormation and Terraform. Pure. May use {@code onboarding}.
 */
@NullMarked
package io.beta9.provisioning.onboarding.document;

import org.jspecify.annotations.NullMarked;
