/**
 * Diagnosis of node groups whose nodes do not join: the evidence in the account, and the cause that
 * follows from it. May use {@code aws.session}.
 */
@NullMarked
package io.beta9.provisioning.aws.nodes;

import org.jspecify.annotations.NullMarked;
