package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.event.TerraformEventParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads on in a file that is being written, by whole lines only. A line that is not finished stays
 * until it is. Not for use by several threads.
 */
final class JournalReader {
  private static final int CHUNK = 256 * 1024;
  private static final int LONGEST_LINE = 1024 * 1024;
  private static final int BATCH = 500;

  private final Path file;
  private final String runId;
  private final Redactor redactor;
  private final JournalSink sink;
  private final Consumer<JournalLine> seen;
  private final long from;

  /** Where the first line that was not read begins, and its number. */
  private long offset;

  private long number;

  /**
   * @param from the first line to deliver; those before it are only shown to {@code seen}
   * @param seen is shown every line, after the sink has taken it
   */
  JournalReader(
      Path file,
      String runId,
      long from,
      Redactor redactor,
      JournalSink sink,
      Consumer<JournalLine> seen) {
    this.file = file;
    this.runId = runId;
    this.from = from;
    this.redactor = redactor;
    this.sink = sink;
    this.seen = seen;
  }

  /** Delivers what has been finished since the last call. */
  void pump() throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      while (offset < length) {
        if (!readChunk(in, length)) {
          return;
        }
      }
    }
  }

  /** False if there is no whole line in what is left. */
  private boolean readChunk(RandomAccessFile in, long length) throws IOException {
    int size = (int) Math.min(CHUNK, length - offset);
    byte[] bytes = read(in, size);
    int end = lastNewline(bytes);
    while (end < 0 && bytes.length < Math.min(length - offset, LONGEST_LINE)) {
      bytes = read(in, (int) Math.min(length - offset, LONGEST_LINE));
      end = lastNewline(bytes);
    }
    if (end < 0 && bytes.length < LONGEST_LINE) {
      return false;
    }
    // A line beyond all measure is cut, so that it cannot stop the reading for good.
    int usable = end < 0 ? bytes.length : end + 1;
    deliver(new String(bytes, 0, usable, StandardCharsets.UTF_8));
    offset += usable;
    return true;
  }

  private byte[] read(RandomAccessFile in, int size) throws IOException {
    byte[] bytes = new byte[size];
    in.seek(offset);
    in.readFully(bytes);
    return bytes;
  }

  /** Nothing of it counts unless the sink took all of it. */
  private void deliver(String text) {
    List<JournalLine> lines = new ArrayList<>();
    String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    for (String raw : whole.split("\n", -1)) {
      String clear = redactor.redact(raw);
      lines.add(new JournalLine(number + lines.size(), clear, TerraformEventParser.parse(clear)));
    }
    List<JournalLine> fresh = lines.stream().filter(line -> line.number() >= from).toList();
    for (int start = 0; start < fresh.size(); start += BATCH) {
      List<JournalLine> batch = fresh.subList(start, Math.min(start + BATCH, fresh.size()));
      sink.lines(runId, batch.getFirst().number(), List.copyOf(batch));
    }
    number += lines.size();
    lines.forEach(seen);
  }

  private static int lastNewline(byte[] bytes) {
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
