package io.beta9.provisioning.terraform.process;

import java.time.Duration;

/**
 * The permission of a Terraform process to run, renewed by its worker. A suspended worker cannot
 * end its processes, so the shell that leads each Terraform process watches a {@link LeaseFile} in
 * the run directory: if the file is not renewed for the term, the shell interrupts Terraform and
 * kills it after the grace.
 *
 * <p>The file also contains the owner of the process. A successor that follows a Terraform process
 * which it has not started takes the file over; from then on only the successor may end it.
 */
public interface ProcessLease {
  /** A lease without expiry and renewal. */
  ProcessLease NONE =
      new ProcessLease() {
        @Override
        public String holder() {
          return "";
        }

        @Override
        public Duration term() {
          return Duration.ZERO;
        }

        @Override
        public Duration grace() {
          return Duration.ZERO;
        }

        @Override
        public void keep(LeaseFile file) {}

        @Override
        public void drop(LeaseFile file) {}
      };

  /** Returns the unique name of the owner; empty if there is none. */
  String holder();

  /** Returns how long a renewal is valid; zero for no expiry. */
  Duration term();

  /** Returns how long an interrupted Terraform process may take to save its state. */
  Duration grace();

  /** Takes over the lease file and renews it from now on. */
  void keep(LeaseFile file);

  /** Stops renewing the lease. */
  void drop(LeaseFile file);
}
