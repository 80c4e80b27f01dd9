/**
 * The domain of an environment in the customer's account: its certificate, and its records in Route
 * 53. They are not part of Terraform's state: the record depends on the load balancer, which the
 * cluster creates, and a certificate is in use by that load balancer when Terraform would replace
 * it. May use {@code aws.session}.
 */
@NullMarked
package io.beta9.provisioning.aws.domain;

import org.jspecify.annotations.NullMarked;
