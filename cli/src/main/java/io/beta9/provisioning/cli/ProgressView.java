package io.beta9.provisioning.cli;

import tools.jackson.databind.JsonNode;

/**
 * Shows the way of an environment while it goes: the steps with their seconds and, while Terraform
 * applies, how many resources are complete and what is in flight. It is fed with what the API
 * answers, and asks for nothing itself, so the CLI and the demo show the same.
 */
public sealed interface ProgressView extends AutoCloseable
    permits LiveProgressView, PlainProgressView {

  /** Takes in an event of the environment's timeline. */
  void event(JsonNode event);

  /** Takes in the environment as it is now, and shows it. */
  void environment(JsonNode environment);

  /** Says something beside the progress, for example that the connection is lost. */
  void note(String text);

  /** Leaves the last picture where it is; nothing is shown after it. */
  @Override
  void close();

  /** The view that fits standard output. */
  static ProgressView onOut(Terminal terminal) {
    return terminal.liveOut()
        ? new LiveProgressView(terminal.out(), Screen.of(terminal.environment()))
        : new PlainProgressView(terminal.out());
  }

  /** The view that fits standard error, where standard output is for something else. */
  static ProgressView onErr(Terminal terminal) {
    return terminal.liveErr()
        ? new LiveProgressView(terminal.err(), Screen.of(terminal.environment()))
        : new PlainProgressView(terminal.err());
  }
}
