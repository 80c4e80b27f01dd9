/**
 * Reports for operators: queue, workers, failures and their common causes, health and capacity.
 * Read-only queries across all tenants. The reports themselves are records of the module api-model.
 */
@NullMarked
package io.beta9.provisioning.report;

import org.jspecify.annotations.NullMarked;
