/** Tests that the commands that failures and verdicts advise work as copied. */
@NullMarked
package io.beta9.provisioning.api.advice;

import org.jspecify.annotations.NullMarked;
