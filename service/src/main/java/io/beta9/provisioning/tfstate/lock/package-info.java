/**
 * The locks of a state in the bucket and in DynamoDB, and the decision whether their owners are
 * alive. May use no other subpackage of {@code tfstate}.
 */
@NullMarked
package io.beta9.provisioning.tfstate.lock;

import org.jspecify.annotations.NullMarked;
