/**
 * Access to the customer's AWS account: {@code session} opens it, {@code preflight} checks it
 * before anything is created, {@code secrets} stores the environment's secrets, {@code nodes}
 * diagnoses nodes that do not join, {@code domain} requests certificates and creates records. Knows
 * the infra model, but no Terraform and no resource types.
 */
@NullMarked
package io.beta9.provisioning.aws;

import org.jspecify.annotations.NullMarked;
