package io.beta9.provisioning.cli.progress;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.cli.terminal.Screen;
import io.beta9.provisioning.cli.terminal.Terminal;

/**
 * Shows the progress of an environment: its steps with their durations and, while Terraform
 * applies, how many resources are complete and which are in flight. The caller passes in what it
 * reads from the API; a view sends no requests.
 */
public sealed interface ProgressView extends AutoCloseable
    permits LiveProgressView, PlainProgressView {
  /** Adds an event of the environment's timeline. */
  void event(EventView event);

  /** Updates the environment and shows it. */
  void environment(EnvironmentView environment);

  /** Shows a message beside the progress, for example that the connection is lost. */
  void note(String text);

  /** Ends the view; its last output stays visible. */
  @Override
  void close();

  /** Returns the view that suits standard output. */
  static ProgressView onOut(Terminal terminal) {
    return terminal.liveOut()
        ? new LiveProgressView(terminal.out(), Screen.of(terminal.environment()))
        : new PlainProgressView(terminal.out());
  }

  /** Returns the view that suits standard error, if standard output has another purpose. */
  static ProgressView onErr(Terminal terminal) {
    return terminal.liveErr()
        ? new LiveProgressView(terminal.err(), Screen.of(terminal.environment()))
        : new PlainProgressView(terminal.err());
  }
}
