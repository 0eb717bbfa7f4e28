// A password that the page made, shown once and saved when the administrator says so.

import { useAction } from '../load';
import { Copy } from '../ui/bits';
import { Confirm } from '../ui/dialog';

interface Props { password: string; save(password: string): Promise<unknown>; onClose(): void }

export const MadePassword = ({ password, save, onClose }: Props) => {
  const action = useAction();
  const confirm = async (): Promise<void> => {
    if (await action.run(() => save(password))) onClose();
  };
  return (
    <Confirm title="Set this password" verb="Set it" action={action} onConfirm={confirm} onClose={onClose}>
      <p>Copy it first: it is not shown again.</p>
      <p class="secret-row"><code>{password}</code><Copy text={password} what="the password" label="Copy" /></p>
    </Confirm>
  );
};
