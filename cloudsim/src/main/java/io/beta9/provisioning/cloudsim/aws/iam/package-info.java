/**
 * Identity and Access Management: the service itself and its answers to STS. Roles and users are in
 * {@code principal}, policies in {@code policy}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.iam;

import org.jspecify.annotations.NullMarked;
