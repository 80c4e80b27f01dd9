/**
 * What an operator wants to know of the whole: the queue, the workers, failures and their common
 * causes, and whether there is enough of everything. Reads only, across all tenants.
 */
@NullMarked
package io.beta9.provisioning.report;

import org.jspecify.annotations.NullMarked;
