package io.beta9.provisioning.bench.scale;

import java.util.Locale;

/** What a statement of the simulation is for. Each kind has a connection of its own. */
enum QueryKind {
  /** Preparing and reading the simulation; not part of the load. */
  SETUP,
  /** Claiming the next operation, also without success. */
  CLAIM,
  /** Steps of operations: their start, their end, and the end of the operation. */
  STEPS,
  /** Storing Terraform's output and progress. */
  JOURNAL,
  /** Renewing the leases of a worker, every 5 s. */
  RENEWAL,
  /** Reading the worker's claims between two renewals, every second. */
  CANCELLATION,
  /** Reading all owners of claims, every 2 s. */
  OBSERVATION,
  /** Releasing the claims of dead workers. */
  TAKEOVER,
  /** Making the Redis list equal to the queue, every 5 s, once per installation. */
  SWEEP;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
