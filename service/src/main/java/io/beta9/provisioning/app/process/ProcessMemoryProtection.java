package io.beta9.provisioning.app.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Keeps other processes of the same user out of this process: its environment, memory and open
 * files under {@code /proc/<pid>} then belong to root, it cannot be traced, and it leaves no core
 * dump (prctl(2), PR_SET_DUMPABLE; proc(5)). A worker executes Terraform and Helm as its own user.
 * Programs that it executes are not affected. root, and a process with CAP_SYS_PTRACE, still have
 * access.
 */
public final class ProcessMemoryProtection {
  private static final int PR_SET_DUMPABLE = 4;

  private ProcessMemoryProtection() {}

  /** Protects this process. Returns false if the operating system does not support it. */
  public static boolean enable() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> prctl = linker.defaultLookup().find("prctl");
    return prctl.isPresent() && set(linker, prctl.get()) == 0;
  }

  private static int set(Linker linker, MemorySegment prctl) {
    MethodHandle handle =
        linker.downcallHandle(
            prctl,
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    try {
      return (int) handle.invokeExact(PR_SET_DUMPABLE, 0L);
    } catch (Throwable e) { // declared by MethodHandle; the function itself throws nothing
      throw new IllegalStateException("prctl cannot be called", e);
    }
  }
}
