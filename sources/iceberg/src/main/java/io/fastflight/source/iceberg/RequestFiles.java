package io.fastflight.source.iceberg;

import io.fastflight.service.Cancellation;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files of one request, for reading only, and closes them when its caller leaves: a read
 * that waits for a store fails then.
 *
 * <p><b>Ownership:</b> borrows the files of the table.
 */
final class RequestFiles implements FileIO {
  private static final Logger LOG = LoggerFactory.getLogger(RequestFiles.class);
  private static final long serialVersionUID = 1L;

  private final transient FileIO files;
  private final transient Cancellation cancellation;
  private final transient Cancellation.Registration registration;
  private final transient Set<SeekableInputStream> open = ConcurrentHashMap.newKeySet();

  RequestFiles(FileIO files, Cancellation cancellation) {
    this.files = files;
    this.cancellation = cancellation;
    this.registration = cancellation.onCancel(this::closeOpen);
  }

  @Override
  public InputFile newInputFile(String path) {
    return new RequestFile(files.newInputFile(path));
  }

  @Override
  public InputFile newInputFile(String path, long length) {
    return new RequestFile(files.newInputFile(path, length));
  }

  @Override
  public OutputFile newOutputFile(String path) {
    throw new UnsupportedOperationException("A source only reads.");
  }

  @Override
  public void deleteFile(String path) {
    throw new UnsupportedOperationException("A source only reads.");
  }

  @Override
  public Map<String, String> properties() {
    return files.properties();
  }

  /** Closes what is open, and leaves the files of the table as they are. */
  @Override
  public void close() {
    registration.close();
    closeOpen();
  }

  private void closeOpen() {
    for (SeekableInputStream stream : open) {
      try {
        stream.close();
      } catch (IOException | RuntimeException gone) {
        LOG.debug("A file that is no longer wanted could not be closed.", gone);
      }
    }
    open.clear();
  }

  private SeekableInputStream opened(SeekableInputStream stream) {
    open.add(stream);
    if (cancellation.isCancelled()) {
      closeOpen(); // it may have been opened behind the cancel's back
      throw cancellation.reason();
    }
    return new RequestStream(stream);
  }

  private final class RequestFile implements InputFile {
    private final InputFile file;

    RequestFile(InputFile file) {
      this.file = file;
    }

    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      cancellation.throwIfCancelled();
      return opened(file.newStream());
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public boolean exists() {
      return file.exists();
    }
  }

  private final class RequestStream extends SeekableInputStream {
    private final SeekableInputStream stream;

    RequestStream(SeekableInputStream stream) {
      this.stream = stream;
    }

    @Override
    public long getPos() throws IOException {
      return stream.getPos();
    }

    @Override
    public void seek(long position) throws IOException {
      stream.seek(position);
    }

    @Override
    public int read() throws IOException {
      cancellation.throwIfCancelled();
      return stream.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      cancellation.throwIfCancelled();
      return stream.read(bytes, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
      return stream.skip(count);
    }

    @Override
    public int available() throws IOException {
      return stream.available();
    }

    @Override
    public void close() throws IOException {
      open.remove(stream);
      stream.close();
    }
  }
}
