package io.beta9.provisioning.devstack.demo;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cloudsim.fault.FaultCatalogue;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.NamedFault;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import java.io.PrintStream;
import java.util.Locale;

/** A fault of the catalogue that the demo injects. */
record DemoFault(NamedFault fault) {

  /**
   * Returns the fault of this name.
   *
   * @throws CommandException if there is none
   */
  static DemoFault named(String name) {
    return new DemoFault(
        FaultCatalogue.find(name)
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.WRONG_USE,
                        "there is no fault '" + name + "'; --fault list prints all of them")));
  }

  /** Prints all faults. */
  static void list(PrintStream out) {
    Table table = new Table("FAULT", "DURING", "WHAT HAPPENS");
    FaultCatalogue.all()
        .forEach(
            fault ->
                table.row(
                    fault.name(), fault.phase().name().toLowerCase(Locale.ROOT), fault.meaning()));
    table.print(out);
  }

  void inject(DemoCloud cloud, PrintStream out) {
    cloud.cloud().faultRules().add(fault.rules().toArray(FaultRule[]::new));
    out.println("Fault        " + fault.name() + ": " + fault.meaning());
    out.println("             What fixes it: curl -X DELETE " + cloud.url() + "/_sim/fault-rules");
    out.println();
  }
}
