package io.beta9.provisioning.terraform.process;

import java.time.Duration;

/**
 * The right of a Terraform to run, which its worker renews. It is a dead man's switch: a worker
 * that is stopped in the middle can end nothing, so the shell that leads each Terraform watches a
 * {@link LeaseFile} in the run directory, and when nobody has renewed it for the term, it
 * interrupts its Terraform and, after the grace, kills it.
 *
 * <p>The file also says whose the Terraform is. A successor that stays with a Terraform which it
 * has not started takes the file over; from then on only the successor may end it.
 */
public interface ProcessLease {
  /** For a run that nobody renews and nobody ends. */
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

  /** Who has the right, in a word that no other has; empty: nobody in particular. */
  String holder();

  /** For how long a renewal counts; zero: for ever. */
  Duration term();

  /** For how long an interrupted Terraform may save what it has made. */
  Duration grace();

  /** Takes this file over and renews it from now on. */
  void keep(LeaseFile file);

  /** Renews it no more. */
  void drop(LeaseFile file);
}
