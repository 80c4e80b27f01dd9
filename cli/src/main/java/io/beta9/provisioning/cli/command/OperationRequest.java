package io.beta9.provisioning.cli.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import java.util.function.Function;
import java.util.function.Supplier;

/** Requests an operation on an environment, and shows its progress or how to follow it. */
public record OperationRequest(
    CommandContext context, ApiClient api, WatchOption watch, OutputOption output) {

  /**
   * Sends the request.
   *
   * @param target returns the status in which the operation is to end
   * @param accepted what is printed after the id, for example "is queued for a retry"
   * @return the exit code of the command
   */
  public int send(
      String id,
      Supplier<ApiReply<EnvironmentView>> request,
      Function<EnvironmentView, String> target,
      String accepted) {
    long last = watch.isSet() ? context.lastEvent(api, id) : 0;
    ApiReply<EnvironmentView> queued = request.get();
    if (watch.isSet()) {
      return context.watch(api, id, last, output, target.apply(queued.value()));
    }
    if (output.isJson()) {
      context.printJson(queued.json());
    } else {
      context.out().println(id + " " + accepted + ".");
      printHowToFollow(context, id);
    }
    return ExitCode.DONE;
  }

  /** Prints the command that shows the progress of an environment. */
  public static void printHowToFollow(CommandContext context, String id) {
    context.out().println("Follow the progress with: ./provisioner env watch " + id);
  }
}
