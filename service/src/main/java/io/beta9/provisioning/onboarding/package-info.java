/**
 * The permissions of the role in a customer's account: one list of AWS actions, from which the
 * policies that the customer applies, the preflight's simulation and the simulated cloud's
 * enforcement in tests are derived. Pure; may use the JDK and Jackson only.
 */
@NullMarked
package io.beta9.provisioning.onboarding;

import org.jspecify.annotations.NullMarked;
